"""A plug-in for the AWS CLI (version 1 or 2) that adds the command
`dump-command-table PATH`: it writes everything the CLI's own parsers accept, as JSON.

The AWS CLI loads it through its documented plug-in mechanism, so what is written is
what this very CLI would parse: its own customisations, renamed options, waiters,
positional arguments and removed operations included.

The JSON:

    {"version": "2.38.5",
     "globals": [ARGUMENT, ...],
     "commands": {NAME: COMMAND, ...},
     "shapes": [SHAPE, ...]}

    COMMAND   {"arguments": [ARGUMENT, ...], "commands": {NAME: COMMAND, ...},
               "service": botocore's service name (operations only)}
    ARGUMENT  {"name", "positional", "required", "arity": argparse's nargs,
               "choices", "type", "action", "group", "shape": index into shapes}
    SHAPE     {"type", "enum", "min", "max", "pattern", "members", "required",
               "member", "key", "value", "scope", "name", ...}
"""

import json
import sys


def awscli_initialize(event_hooks):
    """Called by the AWS CLI when it loads its plug-ins."""
    event_hooks.register("building-command-table.main", _add_command)


def _add_command(command_table, session, command_object, **_):
    from awscli.customizations.commands import BasicCommand

    class DumpCommandTable(BasicCommand):
        NAME = "dump-command-table"
        DESCRIPTION = "Writes the whole command table as JSON."
        ARG_TABLE = [{"name": "path", "positional_arg": True}]

        def _run_main(self, parsed_args, parsed_globals):
            dump = _Dump(session)
            result = {
                "version": session.user_agent_version,
                "globals": dump.arguments(command_object, None),
                "commands": dump.commands(
                    {
                        name: command
                        for name, command in _table(command_object).items()
                        if name != self.NAME
                    }
                ),
                "shapes": dump.shapes,
            }
            with open(parsed_args.path, "w") as out:
                json.dump(result, out, sort_keys=True)
            return 0

    command_table[DumpCommandTable.NAME] = DumpCommandTable(session)


def _table(command):
    """The commands below one; the two versions of the CLI name it differently."""
    if hasattr(command, "subcommand_table"):
        return command.subcommand_table
    if hasattr(command, "_get_command_table"):
        return command._get_command_table()
    return {}


class _Dump:
    def __init__(self, session):
        self.session = session
        self.shapes = []
        self._shape_index = {}
        # Shapes are told apart by identity of their resolver, so keep those alive.
        self._kept = []

    def commands(self, table):
        return {
            name: self.command(command)
            for name, command in table.items()
            if name != "help"
        }

    def command(self, command):
        # Version 2 defers the import of some commands.
        if hasattr(command, "_resolve"):
            command = command._resolve()
        out = {"arguments": [], "commands": {}}
        model = getattr(command, "_operation_model", None)
        if model is not None:
            out["service"] = model.service_model.service_name
            out["operation"] = model.name
        scope = out.get("service")
        # As when the CLI runs: building the commands below may add arguments.
        out["commands"] = self.commands(_table(command))
        out["arguments"] = self.arguments(command, scope)
        if getattr(command, "_UNDOCUMENTED", False):
            out["undocumented"] = True
        return out

    def arguments(self, command, scope):
        """The arguments in the order in which the CLI's parser takes them, described by
        the parser's own actions."""
        from awscli.argparser import ArgTableArgParser

        if hasattr(command, "arg_table"):
            table = command.arg_table
        elif hasattr(command, "_get_argument_table"):
            table = command._get_argument_table()
        else:
            table = {}
        parser = ArgTableArgParser({})
        taken = []
        for name, argument in table.items():
            before = len(parser._actions)
            argument.add_to_parser(parser)
            for action in parser._actions[before:]:
                taken.append((name, argument, action))
        return [self.argument(*each, scope) for each in taken]

    def argument(self, name, argument, action, scope):
        out = {
            "name": name,
            "options": list(action.option_strings),
            "required": bool(action.required) or self.is_required_switch(argument, action),
            "action": type(action).__name__,
        }
        if not action.option_strings:
            out["positional"] = True
        if action.nargs is not None:
            out["arity"] = action.nargs
        if action.choices:
            out["choices"] = [str(choice) for choice in action.choices]
        if action.const not in (None, True, False):
            out["const"] = str(action.const)
        if action.type is not None:
            out["type"] = getattr(action.type, "__name__", str(action.type))
        if getattr(argument, "group_name", None):
            out["group"] = argument.group_name
        if getattr(argument, "_UNDOCUMENTED", False):
            out["undocumented"] = True
        out["cli_type"] = argument.cli_type_name
        model = getattr(argument, "argument_model", None)
        if model is not None:
            out["shape"] = self.shape(model, scope)
        serialized = getattr(argument, "_serialized_name", None)
        if serialized:
            out["member"] = serialized
        return out

    @staticmethod
    def is_required_switch(argument, action):
        """Whether a call without `--name` and `--no-name` is refused: not by the parser, which
        requires no switch, but by the validation of parameters before anything is sent."""
        is_switch = type(action).__name__ in ("_StoreTrueAction", "_StoreFalseAction")
        return is_switch and bool(getattr(argument, "required", False))

    def shape(self, shape, scope):
        # Two shapes of one name under one resolver differ only in what their
        # referring member adds, so that is part of the key.
        added = {
            key: True
            for key in ("jsonvalue", "streaming")
            if shape.serialization.get(key)
        }
        resolver = shape._shape_resolver
        content = self._local(shape)
        content.update(added)
        named = (id(resolver), shape.name, json.dumps(content, sort_keys=True))
        index = self._shape_index.get(named)
        if index is not None:
            return index
        index = len(self.shapes)
        self._shape_index[named] = index
        self.shapes.append(content)
        self._kept.append((shape, resolver))
        if scope is not None:
            content["scope"] = scope
        content["name"] = shape.name
        if shape.type_name == "structure":
            content["members"] = {
                name: self.shape(member, scope) for name, member in shape.members.items()
            }
        elif shape.type_name == "list":
            content["member"] = self.shape(shape.member, scope)
        elif shape.type_name == "map":
            content["key"] = self.shape(shape.key, scope)
            content["value"] = self.shape(shape.value, scope)
        return index

    @staticmethod
    def _local(shape):
        out = {"type": shape.type_name}
        metadata = shape.metadata
        for key in ("min", "max", "pattern", "sensitive", "document", "union"):
            if metadata.get(key) not in (None, False):
                out[key] = metadata[key]
        if shape.type_name == "structure":
            out["member_names"] = list(shape.members)
            if metadata.get("required"):
                out["required"] = sorted(metadata["required"])
            if getattr(shape, "is_document_type", False):
                out["document"] = True
            if getattr(shape, "is_tagged_union", False):
                out["union"] = True
        if getattr(shape, "enum", None):
            out["enum"] = list(shape.enum)
        return out
