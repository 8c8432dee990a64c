"""Tests of the runtime of images."""
