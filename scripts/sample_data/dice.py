"""Seeded random choices that stay the same on every machine and Python version.

Only `random()` of the Mersenne Twister is promised to be stable between versions, so every choice
here is made from it; no logarithm or cosine, whose last bit differs between C libraries.
"""

import random


class Dice:
    def __init__(self, seed):
        self._random = random.Random(seed).random

    def chance(self, probability):
        """True with the given probability."""
        return self._random() < probability

    def between(self, low, high):
        """An integer from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items):
        return items[int(self._random() * len(items))]

    def weighted(self, weights):
        """A key of the dictionary, drawn in proportion to its integer weight."""
        mark = self._random() * sum(weights.values())
        for key, weight in weights.items():
            mark -= weight
            if mark < 0:
                return key
        return key

    def shuffled(self, items):
        """A new list in random order (Fisher–Yates)."""
        result = list(items)
        for index in range(len(result) - 1, 0, -1):
            other = self.between(0, index)
            result[index], result[other] = result[other], result[index]
        return result

    def sample(self, items, count):
        return self.shuffled(items)[:count]

    def bell(self, middle, spread):
        """An integer around `middle`, within ± `spread`, from a sum of uniform draws."""
        return middle + round(
            (self._random() + self._random() + self._random() - 1.5) / 1.5 * spread
        )

    def split(self, total, weights):
        """`total` (an integer) in parts proportional to the weights, summing to it exactly."""
        whole = sum(weights)
        parts, given, seen = [], 0, 0
        for weight in weights:
            seen += weight
            part = total * seen // whole - given
            parts.append(part)
            given += part
        return parts
