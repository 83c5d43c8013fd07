"""The contexts of the application stay few, and few of them import each other."""

from __future__ import annotations

import grimp

ROOT = "shared.application"
COMMON = {f"{ROOT}.ports", f"{ROOT}.put_once"}


def contexts_of(graph: grimp.ImportGraph) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the contexts, and which of them imports which; all import what is common."""
    contexts = graph.find_children(ROOT) - COMMON
    for each in contexts:
        graph.squash_module(each)
    imports = {
        (each, other)
        for each in contexts
        for other in graph.find_modules_directly_imported_by(each)
        if other in contexts
    }
    return contexts, imports


def test_contexts_are_few_and_loosely_coupled() -> None:
    contexts, imports = contexts_of(grimp.build_graph("shared", cache_dir=None))
    assert 1 < len(contexts) <= 9, contexts
    assert 1 < len(imports) <= 14, imports
    assert not {(other, each) for each, other in imports} & imports
