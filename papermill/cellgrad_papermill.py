"""Writes papermill's parameters as TypeScript, and reads the parameters of a notebook for `papermill --help-notebook`.

papermill loads this module for its engine `cellgrad`, which is its own default one by another name. It runs no cell itself.
"""
import datetime
import json
import math
import re

from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

# Beyond this, JavaScript's numbers are not exact.
LARGEST_NUMBER = 2**53 - 1

NAME = re.compile(r"[A-Za-z_$][\w$]*")
DECLARATION = re.compile(
    r"(?:let|const|var)\s+(?P<name>[\w$]+)\s*(?::\s*(?P<type>[^=]+?)\s*)?=\s*"
    r"(?P<value>.*?)\s*;?\s*(?://\s*(?P<help>.*))?$"
)


class TypeScriptTranslator(Translator):
    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_escaped_str(cls, val):
        if isinstance(val, (datetime.date, datetime.datetime)):
            return f"new Date({json.dumps(val.isoformat())})"
        return json.dumps(str(val))

    @classmethod
    def translate_int(cls, val):
        return f"{val}n" if abs(val) > LARGEST_NUMBER else str(val)

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        if math.isinf(val):
            return "Infinity" if val > 0 else "-Infinity"
        return repr(float(val))

    @classmethod
    def translate_dict(cls, val):
        entries = ", ".join(f"{json.dumps(str(key))}: {cls.translate(each)}" for key, each in val.items())
        return f"{{ {entries} }}" if entries else "{}"

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(each) for each in val)}]"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        if not NAME.fullmatch(name):
            raise PapermillException(f"parameters: not a TypeScript name: {name}")
        # What null and the empty list stand for is not known here.
        annotation = {"null": ": any", "[]": ": any[]"}.get(str_val, "")
        return f"let {name}{annotation} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        declarations = (DECLARATION.match(statement) for statement in statements(parameters_cell["source"]))
        return [
            Parameter(
                name=found["name"],
                inferred_type_name=found["type"] or type_of(found["value"]),
                default=found["value"],
                help=(found["help"] or "").strip(),
            )
            for found in declarations
            if found
        ]


def statements(source):
    """The cell's statements, one line each; what is no declaration ends one as well."""
    lines = []
    for line in (line.strip() for line in source.splitlines()):
        if line == "" or line.startswith("//"):
            lines.append("")
        elif re.match(r"(let|const|var)\b", line) or not lines or lines[-1].endswith(";") or lines[-1] == "":
            lines.append(line)
        else:
            lines[-1] += f" {line}"
    return lines


def type_of(value):
    if re.fullmatch(r"(['\"`]).*\1", value):
        return "string"
    if re.fullmatch(r"-?(\d[\d_]*(\.\d*)?(e[+-]?\d+)?|NaN|Infinity)", value):
        return "number"
    return "boolean" if value in ("true", "false") else "None"


class Engine(NBClientEngine):
    """papermill's own engine."""


for language in ("cellgrad", "typescript"):
    papermill_translators.register(language, TypeScriptTranslator)
