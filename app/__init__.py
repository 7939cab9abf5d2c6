"""Homeward: repatriation-event timelines, every figure with its claimant, source and date."""

__version__ = "0.1.0"
