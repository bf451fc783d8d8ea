"""Names for the numbers that say how a clip's colours are meant: ITU-T H.273 counts them, ffmpeg spells them.

Only names; what to do about HDR is decided elsewhere.
"""

UNKNOWN = "unknown"

_TRANSFERS = {
    1: "bt709",
    4: "bt470m",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "linear",
    9: "log100",
    10: "log316",
    11: "iec61966-2-4",
    12: "bt1361e",
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "smpte2084",
    17: "smpte428",
    18: "arib-std-b67",
}

_PRIMARIES = {
    1: "bt709",
    4: "bt470m",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "film",
    9: "bt2020",
    10: "smpte428",
    11: "smpte431",
    12: "smpte432",
    22: "ebu3213",
}

_MATRICES = {
    0: "gbr",
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "ycgco",
    9: "bt2020nc",
    10: "bt2020c",
    11: "smpte2085",
    12: "chroma-derived-nc",
    13: "chroma-derived-c",
    14: "ictcp",
    15: "ipt-c2",
}


def transfer_name(code: int) -> str:
    """The name ffmpeg has for transfer curve number `code`, `unknown` where the clip does not say."""
    return _TRANSFERS.get(code, UNKNOWN)


def primaries_name(code: int) -> str:
    """The name ffmpeg has for colour primaries number `code`, `unknown` where the clip does not say."""
    return _PRIMARIES.get(code, UNKNOWN)


def matrix_name(code: int) -> str:
    """The name ffmpeg has for colour matrix number `code`, `unknown` where the clip does not say."""
    return _MATRICES.get(code, UNKNOWN)
