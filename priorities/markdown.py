"""The texts of notes, written in Markdown, as safe HTML: paragraphs, lists, emphasis and links over https."""

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "code", "a"}

# Headings would break the order of those of the page, and pictures would be fetched from other hosts.
_reader = MarkdownIt("commonmark", {"html": False}).disable(["heading", "lheading", "image", "hr", "code", "fence"])


def to_html(text: str) -> str:
    """The text as HTML that is safe to place in a page, whatever was written."""
    return nh3.clean(
        _reader.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https"},
        url_relative="deny",  # //example.org would leave by whatever scheme the page came with
        link_rel="noopener noreferrer",
    )
