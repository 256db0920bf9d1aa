"""Tests of dogcat/helpers."""
