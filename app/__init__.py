"""Homeward: repatriation-event timelines, every figure with its claimant, source and date."""
