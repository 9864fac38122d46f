#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Before and after the tests under wine: place.py --linux BUILD --windows BUILD make|end"""
import sys

import wine

place = wine.Place(sys.argv[2], sys.argv[4])
if place.lacking():
    print(f"skip: wine ({place.lacking()})")
    sys.exit(77)
getattr(place, sys.argv[5])()
