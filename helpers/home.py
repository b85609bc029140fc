"""Where the project's own files lie: in a checkout beside this package, in an installed wheel inside it."""

from pathlib import Path

import platformdirs

_CHECKOUT = Path(__file__).resolve().parent.parent
_IS_CHECKOUT = (_CHECKOUT / "pyproject.toml").is_file()
HOME = _CHECKOUT if _IS_CHECKOUT else Path(__file__).resolve().parent / "home"
BUILT = _CHECKOUT / "build" if _IS_CHECKOUT else platformdirs.user_cache_path("between-the-calls")  # can be made anew
