"""Gain of a training step from filter gradients by matrix products.

    python -m benchmarks.filter_gradients [RECIPE ...]

The bare step of the tutorial's recipes in float32, with TensorFlow's gradients and with `product_convolution`, in turn;
the fastest of each counts. Also prints which of the two this machine uses. Recipes with small pictures never use the
matrix products.
"""

import sys
from unittest.mock import patch

from benchmarks.measuring import BareSteps, in_turn, random_batch
from dogcat.recipe.recipe import RECIPES
from dogcat.training.product_convolution import products_pay

NUM_ROUNDS = 20


def main() -> None:
    """Print a line for each recipe."""
    print(f"this machine takes {'the products' if products_pay() else 'the library'}")
    for name in sys.argv[1:] or ("baseline", "regularized"):
        jobs = {}
        for way, by_products in (("library", False), ("products", True)):
            with patch("dogcat.training.model.products_pay", return_value=by_products):
                jobs[way] = BareSteps(RECIPES[name], "float32", *random_batch(RECIPES[name]))
        library, products = (min(seconds) for seconds in in_turn(jobs, NUM_ROUNDS).values())
        print(
            f"{name:<17} by the library {library * 1000:6.1f} ms a step, by products {products * 1000:6.1f} ms:"
            f" {library / products:.2f} times as fast",
            flush=True,
        )


if __name__ == "__main__":
    main()
