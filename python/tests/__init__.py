"""Tests of ``lits_torch``, by pytest: one file for each of its modules."""
