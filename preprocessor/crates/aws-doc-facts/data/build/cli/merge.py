"""Makes one command tree out of the dumps of AWS CLI version 1 and version 2.

Where the two describe the same argument differently, the result accepts what either
accepts: enums and members are united, ranges widened, and only what both require is
required. So a command that is right in one version is never called wrong.

The result:

    Command(name, versions, undocumented, arguments, commands)
    Argument(name, versions, arity, required, positional, undocumented, append, shape)

`versions` is a bit set: 1 for version 1, 2 for version 2. `shape` is an index into the
list of shapes; shapes of equal content are one shape, recursive ones included.
"""

from dataclasses import dataclass, field

V1, V2 = 1, 2

# Options that accept, by their documentation, also the values of a newer option that
# replaces them, though the service model does not say so.
ALSO_VALUES_OF = {
    ("sqs", "receive-message", "attribute-names"): "message-system-attribute-names",
}


@dataclass
class Argument:
    name: str
    versions: int
    arity: object
    required: bool
    positional: bool
    undocumented: bool
    append: bool
    shape: int


@dataclass
class Command:
    name: str
    versions: int
    undocumented: bool
    arguments: list = field(default_factory=list)
    commands: list = field(default_factory=list)


class Merger:
    """Merges two dumps (see cli_dump_plugin.py for their form)."""

    def __init__(self, v1, v2):
        self.dumps = {V1: v1, V2: v2}
        self.shapes = []
        self._merged = {}

    def run(self):
        """Returns the root command and the list of shapes."""
        tops = {
            version: {"arguments": dump["globals"], "commands": dump["commands"]}
            for version, dump in self.dumps.items()
        }
        root = self._command("aws", tops)
        for (service, operation, option), newer in ALSO_VALUES_OF.items():
            arguments = {
                argument.name: argument
                for argument in _child(_child(root, service), operation).arguments
            }
            values = [
                self.shapes[self.shapes[arguments[name].shape]["member"]]
                for name in (option, newer)
            ]
            element = dict(values[0])
            element["enum"] = sorted({value for each in values for value in each["enum"]})
            shape = dict(self.shapes[arguments[option].shape])
            shape["member"] = self._add(element)
            arguments[option].shape = self._add(shape)
        renumber = _intern(self.shapes)
        _apply(root, renumber.number)
        return root, renumber.shapes

    def _command(self, name, given):
        versions = sum(given)
        command = Command(
            name, versions, all(each.get("undocumented") for each in given.values())
        )
        children = {n for each in given.values() for n in each["commands"]}
        for child in sorted(children):
            command.commands.append(
                self._command(
                    child,
                    {
                        version: each["commands"][child]
                        for version, each in given.items()
                        if child in each["commands"]
                    },
                )
            )
        positionals, options = {}, {}
        for version, each in sorted(given.items(), reverse=True):
            for argument in each["arguments"]:
                positional = argument.get("positional", False)
                if positional:
                    key, into = argument["name"], positionals
                else:
                    (option,) = argument["options"]
                    assert option.startswith("--"), option
                    key, into = option[2:], options
                into.setdefault(key, {})[version] = argument
        for key, given_argument in positionals.items():
            command.arguments.append(self._argument(key, given_argument, versions, True))
        for key in sorted(options):
            command.arguments.append(self._argument(key, options[key], versions, False))
        return command

    def _argument(self, name, given, command_versions, positional):
        arities = {_arity(each) for each in given.values()}
        return Argument(
            name=name,
            versions=sum(given),
            arity=arities.pop() if len(arities) == 1 else "*",
            required=all(_required(each) for each in given.values())
            and sum(given) == command_versions,
            positional=positional,
            undocumented=all(each.get("undocumented") for each in given.values()),
            append=any("Append" in each["action"] for each in given.values()),
            shape=self._argument_shape(given),
        )

    def _argument_shape(self, given):
        choices = [each.get("choices") for each in given.values()]
        if all(choices):
            return self._add(
                {"type": "string", "enum": sorted(set().union(*choices)), "strict": True}
            )
        shapes = {}
        for version, each in given.items():
            if "shape" not in each:
                kind = {"int": "integer", "float": "float"}.get(each.get("type"), "string")
                return self._add({"type": kind})
            shapes[version] = each["shape"]
        return self._shape(shapes)

    def _add(self, shape):
        self.shapes.append(shape)
        return len(self.shapes) - 1

    def _shape(self, indices):
        """`indices`: for each version that has it, the shape's number in its dump."""
        key = tuple(sorted(indices.items()))
        if key in self._merged:
            return self._merged[key]
        given = {v: self.dumps[v]["shapes"][i] for v, i in indices.items()}
        shape = {}
        number = self._add(shape)
        self._merged[key] = number
        kinds = {_kind(each) for each in given.values()}
        kind = kinds.pop() if len(kinds) == 1 else "any"
        shape["type"] = kind
        each = list(given.values())
        if kind == "structure":
            names = sorted({name for s in each for name in s["members"]})
            required = set.intersection(*(set(s.get("required", [])) for s in each))
            shape["members"] = [
                (
                    name,
                    name in required,
                    self._shape(
                        {
                            v: s["members"][name]
                            for v, s in given.items()
                            if name in s["members"]
                        }
                    ),
                )
                for name in names
            ]
            shape["union"] = all(s.get("union") for s in each)
        elif kind == "list":
            shape["member"] = self._shape({v: s["member"] for v, s in given.items()})
        elif kind == "map":
            shape["key"] = self._shape({v: s["key"] for v, s in given.items()})
            shape["value"] = self._shape({v: s["value"] for v, s in given.items()})
        if kind == "blob" and all(s.get("streaming") for s in each):
            shape["streaming"] = True
        if kind in ("any", "structure", "boolean", "timestamp"):
            return number
        for bound, widest in (("min", min), ("max", max)):
            bounds = [s.get(bound) for s in each]
            if all(b is not None for b in bounds):
                shape[bound] = widest(bounds)
        # A list with no minimum and one of zero are the same.
        if shape.get("min") == 0 and kind in ("string", "list", "map", "blob"):
            del shape["min"]
        # The CLI's own commands list values in their help, but do not insist on them.
        enums = [s.get("enum") if "scope" in s else None for s in each]
        if kind == "string" and all(enums):
            shape["enum"] = sorted(set().union(*enums))
        patterns = {s.get("pattern") for s in each}
        if kind == "string" and len(patterns) == 1 and "enum" not in shape:
            (pattern,) = patterns
            if pattern is not None:
                shape["pattern"] = pattern
        return number


def _required(argument):
    # argparse calls a positional with arity "*" required, and accepts none. An option with that
    # arity must be there, if only with an empty list.
    accepts_none = argument.get("positional") and argument.get("arity") in ("*", "?")
    return argument["required"] and not accepts_none


def _arity(argument):
    arity = argument.get("arity")
    # A list of exactly one value is given like a single value.
    return None if arity == 1 else arity


def _kind(shape):
    if shape.get("document") or shape.get("jsonvalue"):
        return "any"
    return {"int": "integer"}.get(shape["type"], shape["type"])


@dataclass
class _Interned:
    number: list
    shapes: list


def _intern(shapes):
    """Finds shapes of equal content by refining a partition until it is stable, which
    works for recursive shapes too. Numbers come by falling use, then by content."""

    def refine(block_of):
        seen = {}
        out = []
        for index, shape in enumerate(shapes):
            content = (
                block_of[index],
                tuple((n, r, block_of[s]) for n, r, s in shape.get("members", ())),
                tuple(
                    block_of[shape[k]] if k in shape else None
                    for k in ("member", "key", "value")
                ),
            )
            out.append(seen.setdefault(content, len(seen)))
        return out, len(seen)

    local = {}
    blocks = []
    for shape in shapes:
        content = repr(
            sorted(
                (k, v)
                for k, v in shape.items()
                if k not in ("members", "member", "key", "value")
            )
        )
        blocks.append(local.setdefault(content, len(local)))
    count = len(local)
    while True:
        blocks, finer = refine(blocks)
        if finer == count:
            break
        count = finer
    first = {}
    for index, block in enumerate(blocks):
        first.setdefault(block, index)
    uses = [0] * count
    for block, index in first.items():
        shape = shapes[index]
        for _, _, target in shape.get("members", ()):
            uses[blocks[target]] += 1
        for key in ("member", "key", "value"):
            if key in shape:
                uses[blocks[shape[key]]] += 1
    # `first` is in order of the walk, which is by name: a stable order.
    order = sorted(first, key=lambda block: (-uses[block], first[block]))
    number_of_block = {block: number for number, block in enumerate(order)}
    number = [number_of_block[block] for block in blocks]
    out = []
    for block in order:
        shape = dict(shapes[first[block]])
        if "members" in shape:
            shape["members"] = [(n, r, number[s]) for n, r, s in shape["members"]]
        for key in ("member", "key", "value"):
            if key in shape:
                shape[key] = number[shape[key]]
        out.append(shape)
    return _Interned(number, out)


def _child(command, name):
    (child,) = (child for child in command.commands if child.name == name)
    return child


def _apply(command, number):
    for argument in command.arguments:
        argument.shape = number[argument.shape]
    for child in command.commands:
        _apply(child, number)
