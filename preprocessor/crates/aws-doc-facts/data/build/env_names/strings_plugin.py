"""A plug-in for the AWS CLI version 2 that adds the command `dump-strings PATH`: it writes, as a JSON
list, every string in the CLI's own code. The program is delivered without its sources, and its
code is read, not run.
"""

import importlib.util
import json
import pkgutil


def awscli_initialize(event_hooks):
    """Called by the AWS CLI when it loads its plug-ins."""
    event_hooks.register("building-command-table.main", _add_command)


def _add_command(command_table, session, **_):
    from awscli.customizations.commands import BasicCommand

    class DumpStrings(BasicCommand):
        NAME = "dump-strings"
        DESCRIPTION = "Writes the strings in the program's code as JSON."
        ARG_TABLE = [{"name": "path", "positional_arg": True}]

        def _run_main(self, parsed_args, parsed_globals):
            found = set()
            for name in _modules():
                spec = importlib.util.find_spec(name)
                _strings(spec.loader.get_code(name), found)
            with open(parsed_args.path, "w") as out:
                json.dump(sorted(found), out)
            return 0

    command_table[DumpStrings.NAME] = DumpStrings(session)


def _modules():
    import awscli

    yield "awscli"
    for module in pkgutil.walk_packages(awscli.__path__, "awscli."):
        yield module.name


def _strings(code, found):
    for constant in code.co_consts:
        if isinstance(constant, str):
            found.add(constant)
        elif isinstance(constant, (tuple, frozenset)):
            found.update(each for each in constant if isinstance(each, str))
        elif hasattr(constant, "co_consts"):
            _strings(constant, found)
