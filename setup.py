"""Packages are listed here because ``packages.find`` silently drops one that is mapped by ``package-dir``."""

from setuptools import find_packages, setup

setup(packages=[*find_packages(include=["nndesigner", "nndesigner.*"]), "nndesigner.resources"])
