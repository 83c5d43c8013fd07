"""What operators write in files, YAML or JSON."""

from __future__ import annotations

from pathlib import Path

from msgspec import ValidationError, convert
from msgspec.json import encode

from cli.failure import Failed


def read_document[T](path: Path, kind: type[T], noun: str, whole: str) -> T:
    """Read a file that the operator calls `noun` and that is to be a `whole`; raises Failed."""
    import yaml  # noqa: PLC0415 - --help must not wait for it

    try:
        document = convert(yaml.safe_load(path.read_text()), kind)
        encode(document)  # a lone surrogate can be written as an escape, but not be sent
    except OSError as error:
        raise Failed(f"The {noun} {path} can't be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise Failed(f"The {noun} {path} is neither YAML nor JSON: {reason}.") from error
    except (ValidationError, TypeError) as error:
        raise Failed(f"The {noun} {path} is no {whole}: {error}.") from error
    return document
