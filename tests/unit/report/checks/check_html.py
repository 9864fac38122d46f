#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_html.py PRINT_FIXTURE: the page is well-formed, fetches nothing, runs
nothing but its own script, and keeps hostile names as text."""
import base64
import hashlib
import html.parser
import re
import sys

from fixture import FIXTURES, assert_harmless, document, label, printed

VOID = {"meta", "link", "input", "br"}
FETCHING = {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.texts, self.elements = [], set(), [], []
        self.links, self.described = [], []

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(set(names)) == len(names), (tag, names)
        given = dict(attributes)
        self.elements.append((tag, given))
        for name, value in attributes:
            assert not name.startswith("on") and name != "style", (tag, name)
            assert name not in FETCHING, (tag, name)
            if name == "href":
                assert value.startswith("#") or value == "data:,", value
                self.links.append(value)
            if name in ("aria-labelledby", "for", "data-for"):
                self.described.append(value)
            if name == "id":
                assert value not in self.ids, f"id {value} comes twice"
                self.ids.add(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        assert "svg" in self.open, f"<{tag}/> is for SVG alone"
        self.handle_starttag(tag, attributes)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> within {self.open}"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.texts.append(data)


def hash_of(text, element):
    body = text.split(f"<{element}>")[1].split(f"</{element}>")[0]
    return "sha256-" + base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()


def check(text, full):
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == [], page.open
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == tags.count("style") == tags.count("h1") == 1
    assert not set(tags) & {"img", "iframe", "object", "embed", "base", "audio", "video"}
    for link in page.links:
        assert link in ("#", "data:,") or link[1:] in page.ids, link
    assert set(page.described) <= page.ids
    policy = next(given["content"] for tag, given in page.elements
                  if given.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    for element in ("script", "style"):
        assert f"{element}-src '{hash_of(text, element)}'" in policy
    assert "unsafe" not in policy and "{{" not in text
    rows = [given for tag, given in page.elements if tag == "tr" and "data-verdict" in given]
    assert sorted(row["data-verdict"] for row in rows) == \
        sorted(result["verdict"] for result in full["results"])
    order = ["breaks", "broken", "indeterminate", "no-certificate", "unreachable", "ready"]
    body = text.partition('id="results-table"')[2].partition("</table>")[0]
    verdicts = re.findall('<tr data-verdict="([a-z-]+)"', body)
    assert verdicts == sorted(verdicts, key=order.index), "the worst first"
    check_heading(text, full["decision"])
    assert not re.search("<p>the peer [^<]*: the peer ", text), "what a peer did is said once"
    words = "".join(page.texts)
    for result in full["results"]:
        assert label(result) in words, label(result)
        for finding in result["findings"]:
            if finding["severity"] != "info":
                assert as_read(finding["message"]) in words and finding["code"] in words, finding


def check_heading(text, decision):
    """The page begins with the decision: its first sentence is the heading, the others follow."""
    heading = html.unescape(text.split("<h1>")[1].split("</h1>")[0])
    assert decision.startswith(heading) and heading.endswith("."), (heading, decision)
    rest = re.search('<p class="decision">(.*?)</p>', text)
    others = html.unescape(rest[1]) + " " if rest else ""
    assert decision[len(heading) + 1:].startswith(others + "Scope: "), (others, decision)


def as_read(message):
    """Times as people read them."""
    return re.sub(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\dZ", r"\1 \2 UTC", message)


def check_crowd(program):
    """More servers than a map has room for are a table, the worst first."""
    text = printed(program, "crowd", "html")
    full = document(program, "crowd")
    check(text, full)
    assert full["summary"]["breaks"] == 24 and len(full["results"]) == 60
    assert '<svg class="map"' not in text and '<svg class="tree"' not in text
    row = r'<tr><th scope="row">([^<]*)</th><td class="number">(\d+)</td>'
    tables = {about: [(name, int(n)) for name, n in re.findall(row, table)]
              for about, table in re.findall(r"<p>(Connections by [^<]*)</p>\n(.*?)</table>", text, re.S)}
    assert tables == {
        "Connections by pool, the worst first.": [("pool01.contoso.com", 20), ("pool02.contoso.com", 20)],
        "Connections by domain, the worst first.": [("south.contoso.com", 20), ("north.contoso.com", 40)],
        "Connections by the CA that issued the certificate, the worst first.":
            [("Contoso Issuing CA 1", 24), ("Other CA", 36)],
        "Connections by kind of server, the worst first.": [("Front End Servers", 20), ("Edge Servers", 40)],
    }, tables


def check_quiet(program):
    """-q leaves out what is ready, says so, and does not move servers to other zones."""
    text = printed(program, "endpoints", "html", "quiet")
    assert '<tr data-verdict="ready">' not in text
    full = document(program, "endpoints")
    ready = full["summary"]["ready"]
    assert f"Not listed: {ready} endpoints that are ready." in text
    assert "<button" in text and 'data-verdict="ready"' not in text
    assert full["summary"]["breaks"] == text.count('<tr data-verdict="breaks">')


def check_findings(program):
    """What a finding means is told once, however many have it."""
    text = printed(program, "endpoints", "html")
    assert text.count('<details id="EKU_LACKS_CLIENT_AUTH">') == 1
    assert text.count('href="#EKU_LACKS_CLIENT_AUTH"') >= 5
    assert text.count("A .NET server that requires a client certificate") == 1
    assert "<li><b>1</b> expires soon</li>" in text and "Expiring soon: the certificate of 1 connection" in text
    assert "<b>41026</b>" in text.split('id="events"')[1].split("</section>")[0]
    assert 'id="events"' not in printed(program, "files", "html")


def main():
    program = sys.argv[1]
    for fixture in FIXTURES:
        text = printed(program, fixture, "html")
        assert_harmless(text)
        # The addresses of namespaces and of the text itself are not fetched.
        assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", text)
        check(text, document(program, fixture))
    check_crowd(program)
    check_quiet(program)
    check_findings(program)


if __name__ == "__main__":
    main()
