"""The main job in one go: a real conversation, from a signal to the council's verdict."""
