"""Sphinx configuration of both editions; helpers/site.py sets the language and what differs between them."""

import os

extensions = ["myst_nb", "sphinx_copybutton", "sphinxext.opengraph"]
project = "Between the Calls"
author = "The authors of Between the Calls"

nb_execution_mode = "off"  # the committed notebooks are executed already
nb_ipywidgets_js = {}  # they would come from another host
myst_heading_anchors = 3
smartquotes = False  # the texts' own marks are the subject here

templates_path = ["_templates"]
html_static_path = ["_static"]
html_theme = "sphinx_book_theme"
html_css_files = ["site.css"]
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
