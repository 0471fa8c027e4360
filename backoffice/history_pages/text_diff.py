"""The difference of two texts as unchanged, deleted and inserted pieces. Made for Chinese, which has no spaces between words."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")
WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
SHORT = 30  # characters; texts up to this length are shown whole, before and after
LONGEST = 3000  # characters; longer changed passages are not compared word by word
CONTEXT_LENGTH = 24  # characters of unchanged text shown beside a change


@dataclass(frozen=True)
class DiffPiece:
    kind: str  # "same", "del", "ins", or "gap" for unchanged text left out
    text: str = ""


def diff_texts(old: str, new: str) -> list[DiffPiece]:
    if old == new:
        return [DiffPiece("same", old)] if old else []
    if max(len(old), len(new)) <= SHORT and "\n" not in old + new:
        return diff_as_whole(old, new)
    return collapse_unchanged(list(diff_by_sentence(old, new)))


def diff_as_whole(old: str, new: str) -> list[DiffPiece]:
    return [DiffPiece(kind, text) for kind, text in (("del", old), ("ins", new)) if text]


def diff_by_sentence(old: str, new: str):
    for kind, before, after in iter_diff_blocks(SENTENCE.findall(old), SENTENCE.findall(new)):
        if kind != "replace" or len(before) + len(after) > LONGEST:
            yield from ([DiffPiece("same", before)] if kind == "equal" else diff_as_whole(before, after))
        else:
            yield from diff_by_word(before, after)


def diff_by_word(old: str, new: str):
    pieces = list(iter_diff_blocks(WORD.findall(old), WORD.findall(new)))
    unchanged = sum(len(before) for kind, before, _after in pieces if kind == "equal")
    if unchanged * 3 < max(len(old), len(new)):  # with little in common, scattered letters would be unreadable
        return diff_as_whole(old, new)
    return [p for kind, a, b in pieces for p in ([DiffPiece("same", a)] if kind == "equal" else diff_as_whole(a, b))]


def iter_diff_blocks(old: list[str], new: list[str]):
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        yield kind, "".join(old[a1:a2]), "".join(new[b1:b2])


def collapse_unchanged(pieces: list[DiffPiece]) -> list[DiffPiece]:
    """Cut long unchanged passages down to the context beside a change."""
    found = []
    for number, piece in enumerate(pieces):
        if piece.kind != "same" or len(piece.text) <= 3 * CONTEXT_LENGTH:
            found.append(piece)
            continue
        head = piece.text[:CONTEXT_LENGTH] if number else ""
        tail = piece.text[-CONTEXT_LENGTH:] if number < len(pieces) - 1 else ""
        found += [DiffPiece("same", head)] * bool(head) + [DiffPiece("gap")] + [DiffPiece("same", tail)] * bool(tail)
    return found


def diff_lists(old: list[str], new: list[str]) -> list[list[DiffPiece]]:
    """Return the pieces of each item, in the order of the newer list, with deleted items at their old place."""
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    items = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            items += [[DiffPiece("same", item)] for item in old[a1:a2]]
        else:
            items += [[DiffPiece("del", item)] for item in old[a1:a2]] + [[DiffPiece("ins", item)] for item in new[b1:b2]]
    return items
