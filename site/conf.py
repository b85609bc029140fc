"""Sphinx configuration of both editions; helpers/site.py writes what differs between them into $SITE_SETTINGS."""

import json
import os
from pathlib import Path
from urllib.parse import urljoin

SETTINGS = json.loads(Path(os.environ["SITE_SETTINGS"]).read_text("utf-8"))
WORDS = SETTINGS["words"]

extensions = ["myst_nb", "sphinx_copybutton", "sphinxext.opengraph"]
project = WORDS["title"]
author = SETTINGS["author"]
language = SETTINGS["language"]

nb_execution_mode = "off"  # the committed notebooks are executed already
nb_code_prompt_show = nb_code_prompt_hide = WORDS["code"]
nb_ipywidgets_js = {}  # they would come from another host
myst_heading_anchors = 3
smartquotes = False  # the texts' own marks are the subject here

templates_path = ["_templates"]
html_static_path = ["_static", SETTINGS["static"]]
html_theme = "sphinx_book_theme"
html_title = WORDS["title"]
html_context = {
    "default_mode": "light",  # what a browser without JavaScript gets
    "words": WORDS,
    "site_root": SETTINGS["site_root"],
}
html_extra_path = [SETTINGS["extra"]]
html_css_files = ["site.css", "colours.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_favicon = "_static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_domain_indices = False
html_use_index = False
html_permalinks_icon = "#"
html_sidebars = {"**": ["brand.html", "seek.html", "sbt-sidebar-nav.html"]}
html_theme_options = {
    "disable_search": True,  # Sphinx's own; the site is searched with Pagefind
    "back_to_top_button": False,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "article_header_end": ["tools.html"],
    "show_navbar_depth": 2,
    "footer_content_items": ["licence.html"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

ogp_site_url = os.environ.get("SITE_URL", "")
ogp_social_cards = {"enable": False}
ogp_description_length = 200
ogp_enable_meta_description = True


def _page_context(_, pagename, __, context, ___):
    """Fills in what differs from page to page: the same page in the other language, its notebook, its picture."""
    counterparts, files = SETTINGS["counterparts"], SETTINGS["notebook_files"]
    folder = f"{pagename.partition('/')[0]}/"
    part = folder if "/" in pagename and folder in counterparts else pagename
    if part in counterparts:
        context["other_link"] = f"{context['content_root']}{counterparts[part]}{pagename.removeprefix(part)}.html"
        here = f"{ogp_site_url.rstrip('/')}/{SETTINGS['folder']}{pagename}.html" if ogp_site_url else ""
        context["alternate"] = urljoin(here, context["other_link"])  # whole, where the site's address is known
    if pagename in files:
        context["notebook_file"] = files[pagename]
        context["has_code"], context["is_story"] = True, pagename in SETTINGS["stories"]
    picture = SETTINGS["pictures"].get(pagename, SETTINGS["pictures"].get("index"))
    if picture:
        base = f"{ogp_site_url.rstrip('/')}/{SETTINGS['folder']}" if ogp_site_url else context["content_root"]
        context["picture"] = f"{base}figures/{picture}.png"


def setup(app):
    """Sphinx calls this once."""
    app.connect("html-page-context", _page_context)
