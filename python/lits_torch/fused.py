"""Chains of an optimizer's operations that PyTorch has as one: it reads and writes memory once, not for each of them.

``AddScaled`` is a + s b, ``AddProduct`` a + s b c, and ``AddQuotient`` a + s b / c, with a single number s, which comes last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]

_WITH = {"Mul": "AddProduct", "Div": "AddQuotient"}
CHAINS = {"AddScaled", *_WITH.values()}


def fused(nodes: Sequence[Node], at: Collection[int], scalars: set[str], passing: set[str]) -> list[Node]:
    """The nodes, with such a chain at the place and under the name of its sum.

    :param at: places of the nodes that may become part of a chain
    :param scalars: names of single numbers
    :param passing: names that one node alone reads
    """
    makers = {nodes[place]["outputs"][0]: place for place in at}
    taken: set[int] = set()

    def maker(name: str, *ops: str) -> int | None:
        """The place of what makes this for the chain alone, if it is one of these operations."""
        place = makers.get(name)
        if place is None or name not in passing or place in taken:
            return None
        return place if nodes[place]["op"] in ops else None

    def chain(total: Node, product_at: int, other: str) -> Node | None:
        """The sum of ``other`` and of a product, as one node, where the product is one by a single number."""
        names = nodes[product_at]["inputs"]
        factors = [name for name in names if name not in scalars]
        if len(factors) != 1 or other in scalars:
            return None
        [factor] = factors
        [scale] = [name for name in names if name in scalars]
        inner = maker(factor, "Mul", "Div")
        if inner is not None and not scalars & {*nodes[inner]["inputs"]}:
            taken.update((product_at, inner))
            return {**total, "op": _WITH[nodes[inner]["op"]], "inputs": [other, *nodes[inner]["inputs"], scale]}
        taken.add(product_at)
        return {**total, "op": "AddScaled", "inputs": [other, factor, scale]}

    made: dict[int, Node] = {}
    for place in sorted(at):
        node = nodes[place]
        if node["op"] != "Add":
            continue
        first, second = node["inputs"]
        # The second first: where both are products, the sum can then be written into the first.
        for name, other in ((second, first), (first, second)):
            product_at = maker(name, "Mul")
            found = chain(node, product_at, other) if product_at is not None else None
            if found is not None:
                made[place] = found
                break
    return [made.get(place, node) for place, node in enumerate(nodes) if place not in taken]
