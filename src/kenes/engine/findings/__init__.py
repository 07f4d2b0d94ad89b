"""All that Kenes finds in one conversation: opinions and groups, figures by group and by label, the slate. From files, without the gate:
whoever owns a file may see all of it.
"""
