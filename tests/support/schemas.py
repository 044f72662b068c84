"""The JSON Schemas of the documentation, and whether a value is as one says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
VALIDATOR: Any = jsonschema.Draft202012Validator


def schema(name: str) -> Any:  # noqa: ANN401  JSON
    """Read a schema."""
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def wrong(name: str, value: object) -> list[str]:
    """Say what of a value is not as the schema says."""
    return [error.message for error in VALIDATOR(schema(name)).iter_errors(value)]
