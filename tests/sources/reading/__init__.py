"""Tests of reading the files that people bring."""
