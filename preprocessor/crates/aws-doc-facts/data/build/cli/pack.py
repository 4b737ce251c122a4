"""Writes the merged command tree (merge.py) as `cli.bin`, a file searched in place.

All numbers are little-endian. "varint" is LEB128; "zigzag" a varint of a signed number.

    offset  size
    0       8     magic "AWSCLI\\0\\1" (the last byte is the version of this layout)
    8       4 × 8 start of each section below, from the start of the file
    …             the sections, in this order:

    bucket starts   u32 each: where a bucket of strings begins in the next section
    strings         sorted by their bytes, in buckets of 32. Each: a byte whose high half
                    is the number of bytes shared with the string before (0 for the first
                    of a bucket) and whose low half is the number that follow, then those.
                    A half of 15 means that a varint with 15 less follows the byte (first
                    the shared one, then the other).
                    A string's number is its place: numbers compare as their strings do.
    commands        8 bytes each: name u24, flags u8, start of its list u24, zero.
                    The first is `aws`; the children of a command stand together, sorted.
    lists           for each command: if its flags say so, varint first child and count;
                    varint count of arguments and their numbers, each a varint. First
                    positional arguments in their order, then options by name.
    arguments       8 bytes each: name u24, shape u24, flags u16
    shape starts    u24 each, and one more for the end
    shapes          u8 kind | flags, then what the flags name, then what the kind needs
    texts           three strings, each varint length and bytes: the version of AWS CLI 1,
                    of AWS CLI 2, and the date they were retrieved is in the provenance

Command flags: 1 in version 1, 2 in version 2, 4 undocumented, 8 has children.
Argument flags: 1, 2 and 4 alike, 8 required, 16 positional, 32 may be repeated; arity in
bits 8 to 10: 0 one value, 1 none, 2 at most one, 3 any number, 4 one or more, 5 two.
Shape kinds: see KINDS; flags: 16 minimum, 32 maximum, 64 pattern, 128 of the kind's own
(string: only the enum's values are accepted by the CLI itself; structure: exactly one
member; blob: the path of a file).
A minimum or maximum is a zigzag (of a value, or of a length), for float and double an
IEEE 754 double; a pattern is a varint string number. Then by kind:
    string      varint count of enum values, then their numbers as differences
    structure   varint count, then each: varint of (difference of name numbers) × 2
                + required, varint shape
    list        varint shape
    map         varint shape of the key, varint shape of the value
"""

import struct

MAGIC = b"AWSCLI\0\1"
BUCKET = 32
KINDS = {
    "any": 0,
    "string": 1,
    "integer": 2,
    "long": 3,
    "boolean": 4,
    "float": 5,
    "double": 6,
    "timestamp": 7,
    "blob": 8,
    "structure": 9,
    "list": 10,
    "map": 11,
}
ARITIES = {None: 0, 0: 1, "?": 2, "*": 3, "+": 4, 2: 5}


def varint(number):
    """LEB128 of a number that is not negative."""
    assert number >= 0
    out = bytearray()
    while True:
        low = number & 0x7F
        number >>= 7
        if number:
            out.append(low | 0x80)
        else:
            out.append(low)
            return bytes(out)


def zigzag(number):
    """A signed 64-bit number as a varint."""
    return varint((number << 1) ^ (number >> 63))


def u24(number):
    """Three bytes, little-endian."""
    return number.to_bytes(3, "little")


def _strings(texts):
    """The buckets' starts, the strings, and each string's number."""
    ordered = sorted(text.encode() for text in texts)
    starts, blob, before = bytearray(), bytearray(), b""
    for index, text in enumerate(ordered):
        shared = 0
        if index % BUCKET == 0:
            starts += struct.pack("<I", len(blob))
        else:
            limit = min(len(before), len(text))
            while shared < limit and before[shared] == text[shared]:
                shared += 1
        rest = text[shared:]
        blob.append(min(shared, 15) << 4 | min(len(rest), 15))
        for half in (shared, len(rest)):
            if half >= 15:
                blob += varint(half - 15)
        blob += rest
        before = text
    return starts, blob, {text.decode(): n for n, text in enumerate(ordered)}


def _shape(shape, number_of):
    kind = shape["type"]
    head = KINDS[kind]
    body = bytearray()
    for flag, bound in ((16, "min"), (32, "max")):
        if bound in shape:
            value = shape[bound]
            if kind in ("float", "double"):
                body += struct.pack("<d", value)
            else:
                assert value == int(value), shape
                # A float in a whole-number type, as 1e18, is still a whole number.
                body += zigzag(int(value))
            head |= flag
    if "pattern" in shape:
        head |= 64
        body += varint(number_of[shape["pattern"]])
    if shape.get("strict") or shape.get("union") or shape.get("streaming"):
        head |= 128
    if kind == "string":
        numbers = sorted(number_of[value] for value in shape.get("enum", ()))
        body += varint(len(numbers))
        last = 0
        for number in numbers:
            body += varint(number - last)
            last = number
    elif kind == "structure":
        members = sorted((number_of[n], r, s) for n, r, s in shape["members"])
        body += varint(len(members))
        last = 0
        for number, required, target in members:
            body += varint((number - last) * 2 + required) + varint(target)
            last = number
    elif kind == "list":
        body += varint(shape["member"])
    elif kind == "map":
        body += varint(shape["key"]) + varint(shape["value"])
    return bytes([head]) + body


def pack(root, shapes, versions):
    """The whole file. `versions`: those of AWS CLI 1 and 2."""
    # Breadth first, so that the children of one command stand together.
    order = [root]
    first_child = {}
    for command in order:
        if command.commands:
            first_child[id(command)] = len(order)
            order.extend(command.commands)

    texts, uses = set(), {}
    for command in order:
        texts.add(command.name)
        for argument in command.arguments:
            texts.add(argument.name)
            key = _argument_key(argument)
            uses[key] = uses.get(key, 0) + 1
    for shape in shapes:
        texts.update(name for name, _, _ in shape.get("members", ()))
        texts.update(shape.get("enum", ()))
        if "pattern" in shape:
            texts.add(shape["pattern"])
    bucket_starts, strings, number_of = _strings(texts)

    # The most used arguments get the shortest numbers.
    ordered = sorted(uses, key=lambda key: (-uses[key], key))
    argument_number = {key: number for number, key in enumerate(ordered)}
    arguments = b"".join(
        u24(number_of[name]) + u24(shape) + struct.pack("<H", flags)
        for name, shape, flags in ordered
    )

    commands, lists, list_at = bytearray(), bytearray(), {}
    for command in order:
        flags = command.versions | (4 if command.undocumented else 0)
        record = bytearray()
        if command.commands:
            flags |= 8
            record += varint(first_child[id(command)]) + varint(len(command.commands))
        record += varint(len(command.arguments))
        for argument in command.arguments:
            record += varint(argument_number[_argument_key(argument)])
        record = bytes(record)
        if record not in list_at:
            list_at[record] = len(lists)
            lists += record
        commands += u24(number_of[command.name]) + bytes([flags])
        commands += u24(list_at[record]) + b"\0"

    shape_starts, shape_bytes = bytearray(), bytearray()
    for shape in shapes:
        shape_starts += u24(len(shape_bytes))
        shape_bytes += _shape(shape, number_of)
    shape_starts += u24(len(shape_bytes))

    versions_text = b"".join(
        varint(len(text.encode())) + text.encode() for text in versions
    )
    sections = [
        bucket_starts,
        strings,
        commands,
        lists,
        arguments,
        shape_starts,
        shape_bytes,
        versions_text,
    ]
    at = len(MAGIC) + 4 * len(sections)
    head = bytearray(MAGIC)
    for section in sections:
        head += struct.pack("<I", at)
        at += len(section)
    return bytes(head) + b"".join(sections)


def _argument_key(argument):
    flags = argument.versions
    flags |= 4 if argument.undocumented else 0
    flags |= 8 if argument.required else 0
    flags |= 16 if argument.positional else 0
    flags |= 32 if argument.append else 0
    flags |= ARITIES[argument.arity] << 8
    return argument.name, argument.shape, flags
