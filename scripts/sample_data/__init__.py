"""Seeded generators of the two invented companies' raw exports."""
