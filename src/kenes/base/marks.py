"""Marks that devices and programs leave inside pictures and colour profiles: taken out of the bytes, no pixel drawn anew.

Raises ValueError where the bytes are not what they should be: nothing can be promised of them then.
"""

import re

# In a scan's data 0xFF is followed by 0x00 or a restart mark; anything else begins the next segment.
NEXT_SEGMENT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JP2_BOXES = (b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jpch", b"jplh", b"jp2c")
JP2_HEADERS = (b"jp2h", b"jpch", b"jplh")
JP2_HEADER_BOXES = (b"ihdr", b"bpcc", b"colr", b"cgrp", b"pclr", b"cmap", b"cdef", b"res ")
# What colours are worked out from. The rest of a profile is text: the screen's name, its number, who made it, when.
PROFILE_TAGS = re.compile(rb"[rgbk](?:XYZ|TRC)|wtpt|bkpt|chad|chrm|lumi|gamt|A2B.|B2A.|D2B.|B2D.|pre.|clro|clrt|cicp|rig.")
PROFILE_HEADER = 128


def bare_jpeg(data: bytes) -> bytes:
    """Return a JPEG without EXIF, XMP, IPTC, profiles, previews, remarks and what is hung on behind its end."""
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("not a JPEG")
    out, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(data) and data[at + 1] != 0xD9:
        code, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at] != 0xFF:
            raise ValueError("a damaged JPEG")
        if code == 0xFF:  # a filler
            at += 1
            continue
        if code == 0xE0 and data[at + 4 : at + 9] == b"JFIF\0":
            out += b"\xff\xe0\0\x10" + data[at + 4 : at + 16].ljust(12, b"\0") + b"\0\0"  # without its preview
        elif code == 0xEE and data[at + 4 : at + 9] == b"Adobe":  # says how colours are kept
            out += b"\xff\xee\0\x0e" + data[at + 4 : at + 16].ljust(12, b"\0")
        elif code < 0xE0:
            out += data[at:end]
        at = end
        if code == 0xDA:
            found = NEXT_SEGMENT.search(data, at)
            at = found.start() if found else len(data)
            out += data[end:at]
    return bytes(out + b"\xff\xd9")


def bare_jpeg2000(data: bytes) -> bytes:
    """Return a JPEG 2000 picture without boxes of text and ids, and with empty remarks."""
    if data.startswith(b"\xff\x4f"):
        return without_remarks(data)
    if data[4:8] != b"jP  ":
        raise ValueError("not a JPEG 2000 picture")
    return boxes(data, JP2_BOXES)


def boxes(data: bytes, kept: tuple[bytes, ...]) -> bytes:
    """Return the boxes that are wanted, each cleaned."""
    out, at = bytearray(), 0
    while at + 8 <= len(data):
        length, kind, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16]), 16
        length = length or len(data) - at
        if length < head or at + length > len(data):
            raise ValueError("a damaged JPEG 2000 picture")
        body = data[at + head : at + length]
        at += length
        if kind not in kept:
            continue
        if kind in JP2_HEADERS:
            body = boxes(body, JP2_HEADER_BOXES)
        elif kind == b"cgrp":
            body = boxes(body, (b"colr",))
        elif kind == b"colr" and body[:1] in (b"\x02", b"\x03"):
            body = body[:3] + bare_profile(body[3:])
        elif kind == b"jp2c":
            body = without_remarks(body)
        out += (len(body) + 8).to_bytes(4) + kind + body
    return bytes(out)


def without_remarks(code: bytes) -> bytes:
    """Return a JPEG 2000 code stream whose remarks, in the main header and in those of the tiles, are zeros."""
    out, at, tile_end = bytearray(code), 2, 0
    while at + 4 <= len(out) and out[at : at + 2] != b"\xff\xd9":
        marker, length = bytes(out[at : at + 2]), int.from_bytes(out[at + 2 : at + 4])
        if marker == b"\xff\x93" and tile_end > at:  # a tile's data
            at = tile_end
            continue
        if marker[0] != 0xFF or length < 2:
            raise ValueError("a damaged JPEG 2000 picture")
        if marker == b"\xff\x90":  # a tile begins
            size = int.from_bytes(out[at + 6 : at + 10])
            tile_end = at + size if size else len(out)
        elif marker == b"\xff\x64":
            end = min(at + 2 + length, len(out))
            out[at + 6 : end] = bytes(max(end - at - 6, 0))
        at += 2 + length
    return bytes(out[: at + 2])


def bare_profile(data: bytes) -> bytes:
    """Return a colour profile of which only what colours are worked out from is left; all else is zeros."""
    count = int.from_bytes(data[PROFILE_HEADER : PROFILE_HEADER + 4])
    start = PROFILE_HEADER + 4
    if data[36:40] != b"acsp" or start + 12 * count > len(data):
        raise ValueError("not a colour profile")
    out = bytearray(len(data))
    out[: start + 12 * count] = data[: start + 12 * count]
    for first, last in ((4, 8), (24, 36), (40, 44), (48, 64), (80, PROFILE_HEADER)):  # program, time, platform, device, maker, id
        out[first:last] = bytes(last - first)
    for at in range(start, start + 12 * count, 12):
        place, size = int.from_bytes(data[at + 4 : at + 8]), int.from_bytes(data[at + 8 : at + 12])
        kept = size if PROFILE_TAGS.fullmatch(data[at : at + 4]) else min(size, 4)  # of text: what kind of text it is
        out[place : place + kept] = data[place : place + kept]
    return bytes(out[: len(data)])
