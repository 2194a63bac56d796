"""Slow, obvious computations of what the reports over SampleData must print.

They read the raw exports and the windows of salesfunnel.json, and know nothing of the generator.
"""
