"""How the page writes text and dates: tables of cases, run by the page's own modules in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.bot.workspace.page_bot import Person, running_browser
from tests.workspace_server import RunningWorkspace

pytestmark = pytest.mark.browser

NOW = 1_795_442_400
"""Monday, 23 November 2026, 15:00 in Berlin (winter time)."""

DRAW = """async ([text, locale]) => {
  const { mrkdwn } = await import("/static/mrkdwn.js");
  const names = { U0LENA: "Lena Vogt", C0TEAM: "leads-dach" };
  const name = (id) => names[id] ?? null;
  const env = { locale, tz: "Europe/Berlin", now: %d, me: "U0LENA", userName: name, channelName: name };
  const box = document.createElement("div");
  box.append(mrkdwn(text, env));
  for (const node of box.querySelectorAll("[class]")) node.removeAttribute("class");
  for (const node of box.querySelectorAll("[title]")) node.removeAttribute("title");
  return box.innerHTML;
}"""
DATE = """async ([epoch, format, locale, tz]) => {
  const { formatDate } = await import("/static/dates.js");
  return formatDate(epoch, format, { locale, tz, now: %d });
}"""
MARKDOWN = """async (text) => {
  const { markdown } = await import("/static/markdown.js");
  const box = document.createElement("div");
  box.append(markdown(text));
  for (const node of box.querySelectorAll("[class]")) node.removeAttribute("class");
  return box.innerHTML;
}"""
WEB = 'target="_blank" rel="noopener noreferrer"'


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with running_browser() as browser, RunningWorkspace() as workspace:
        person = Person(browser, workspace.url, "U0LENA")
        yield person.page
        person.close()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*fett*", "<strong>fett</strong>"),
        ("_schräg_", "<em>schräg</em>"),
        ("~weg~", "<s>weg</s>"),
        ("*_beides_*", "<strong><em>beides</em></strong>"),
        ("`code *bleibt*`", "<code>code *bleibt*</code>"),
        ("snake_case_name", "snake_case_name"),
        ("2*3*4", "2*3*4"),
        ("* kein fett *", "* kein fett *"),
        ("*über\nZeilen*", "*über<br>Zeilen*"),
        ("eins\nzwei", "eins<br>zwei"),
        ("> Zitat\nText", "<blockquote>Zitat</blockquote>Text"),
        ("&gt; Zitat\n&gt; weiter", "<blockquote>Zitat<br>weiter</blockquote>"),
        (">>> alles\nbis zum Ende", "<blockquote>alles<br>bis zum Ende</blockquote>"),
        ("```a < b\n*c*```", "<pre>a &lt; b\n*c*</pre>"),
        ("a &amp; b &lt;c&gt;", "a &amp; b &lt;c&gt;"),
        ("&amp;lt;", "&amp;lt;"),
        (
            "<https://a.example/x|Seite>",
            f'<a href="https://a.example/x" {WEB}>Seite</a>',
        ),
        (
            "<https://a.example/?a=1&amp;b=2>",
            f'<a href="https://a.example/?a=1&amp;b=2" {WEB}>https://a.example/?a=1&amp;b=2</a>',
        ),
        (
            "siehe https://a.example/x.",
            f'siehe <a href="https://a.example/x" {WEB}>https://a.example/x</a>.',
        ),
        (
            "*<https://a.example/|Titel>*",
            f'<strong><a href="https://a.example/" {WEB}>Titel</a></strong>',
        ),
        ("<tel:+4971198765|+49 711>", '<a href="tel:+4971198765">+49 711</a>'),
        ("<mailto:a@b.example>", '<a href="mailto:a@b.example">a@b.example</a>'),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("<javascript:alert(1)|klick>", "&lt;javascript:alert(1)|klick&gt;"),
        ("<data:text/html,x|klick>", "&lt;data:text/html,x|klick&gt;"),
        ("<vbscript:x>", "&lt;vbscript:x&gt;"),
        (
            '<https://a.example/"onclick="x|x>',
            f'<a href="https://a.example/%22onclick=%22x" {WEB}>x</a>',
        ),
        (
            "<https://a.example|<b>x</b>>",
            f'&lt;<a href="https://a.example/" {WEB}>https://a.example</a>|&lt;b&gt;x&lt;/b&gt;&gt;',
        ),
        ("<@U0LENA>", '<span data-user="U0LENA">@Lena Vogt</span>'),
        ("<@U0FREMD|otto>", '<span data-user="U0FREMD">@otto</span>'),
        ("<#C0TEAM>", '<a href="#C0TEAM" data-channel-link="C0TEAM">#leads-dach</a>'),
        ("<!here> <!channel>", "<span>@here</span> <span>@channel</span>"),
        ("<!subteam^S1|@sales>", "<span>@sales</span>"),
        (":fire: 10:30:45 :unbekannt:", "🔥 10:30:45 :unbekannt:"),
        ("• eins\n• zwei", "• eins<br>• zwei"),
        (
            f"<!date^{NOW}^{{date}} um {{time}}|neulich>",
            f'<time data-epoch="{NOW}" data-format="{{date}} um {{time}}">23. November um 15:00</time>',
        ),
        (
            f"<!date^{NOW}^{{time}}^https://a.example/|neulich>",
            f'<a href="https://a.example/" {WEB}><time data-epoch="{NOW}" data-format="{{time}}">15:00</time></a>',
        ),
        (
            f"<!date^{NOW}^{{time}}^javascript:x|neulich>",
            f'<time data-epoch="{NOW}" data-format="{{time}}">15:00</time>',
        ),
        ("<!date^bald^{time}|neulich>", "neulich"),
    ],
)
def test_mrkdwn(page: Page, text: str, html: str) -> None:
    assert page.evaluate(DRAW % NOW, [text, "de-DE"]) == html


HOUR, DAY = 3600, 86400


@pytest.mark.parametrize(
    ("epoch", "token", "locale", "text"),
    [
        (NOW, "{date_num}", "de-DE", "2026-11-23"),
        (NOW, "{date}", "de-DE", "23. November"),
        (NOW, "{date}", "en-US", "November 23rd"),
        (NOW, "{date}", "en-GB", "23 November"),
        (NOW - 400 * DAY, "{date}", "en-US", "October 19th, 2025"),
        (NOW - 400 * DAY, "{date}", "de-DE", "19. Oktober 2025"),
        (NOW, "{date_short}", "en-US", "Nov 23"),
        (NOW, "{date_long}", "de-DE", "Montag, 23. November"),
        (NOW, "{date_long}", "en-US", "Monday, November 23rd"),
        (NOW, "{date_pretty}", "de-DE", "heute"),
        (NOW - DAY, "{date_pretty}", "en-GB", "yesterday"),
        (NOW + 10 * HOUR, "{date_short_pretty}", "de-DE", "morgen"),
        (NOW + 3 * DAY, "{date_short_pretty}", "en-US", "Nov 26"),
        (NOW, "{time}", "de-DE", "15:00"),
        (NOW, "{time}", "en-US", "3:00 PM"),
        (NOW + 5, "{time_secs}", "de-DE", "15:00:05"),
        (NOW - 3 * 60, "{ago}", "en-US", "3 minutes ago"),
        (NOW + 2 * HOUR, "{ago}", "de-DE", "in 2 Stunden"),
        (NOW, "{unbekannt} {time}", "de-DE", "{unbekannt} 15:00"),
        ("", "{time}", "de-DE", None),
        ("morgen", "{time}", "de-DE", None),
    ],
)
def test_dates(page: Page, epoch: int | str, token: str, locale: str, text: str | None) -> None:
    shown = page.evaluate(DATE % NOW, [epoch, token, locale, "Europe/Berlin"])
    # Newer browsers write a narrow no-break space before AM and PM.
    assert (shown and shown.replace("\u202f", " ")) == text


def test_dates_are_in_the_zone_of_the_reader(page: Page) -> None:
    late = NOW + 8 * HOUR + 30 * 60
    zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo"]
    texts = [
        page.evaluate(DATE % NOW, [late, "{date_num} {time}", "de-DE", zone]) for zone in zones
    ]
    assert texts == ["2026-11-23 23:30", "2026-11-23 17:30", "2026-11-24 07:30"]


@pytest.mark.parametrize("epoch", [NOW, 1_792_882_800, 1_792_893_600, 1_774_746_000])
def test_moment_inputs_come_back(page: Page, epoch: int) -> None:
    """Also beside a clock change."""
    back = page.evaluate(
        """async (epoch) => {
          const { fromLocalInput, toLocalInput } = await import("/static/dates.js");
          return fromLocalInput(toLocalInput(epoch, "Europe/Berlin"), "Europe/Berlin");
        }""",
        epoch,
    )
    assert back == epoch


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Titel", '<p role="heading" aria-level="3">Titel</p>'),
        ("**fett** und *schräg*", "<p><strong>fett</strong> und <em>schräg</em></p>"),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("2. a\n3. b", '<ol start="2"><li>a</li><li>b</li></ol>'),
        ("> Zitat", "<blockquote><p>Zitat</p></blockquote>"),
        ("```\na < b\n```", "<pre>a &lt; b</pre>"),
        ("[x](https://a.example/)", f'<p><a href="https://a.example/" {WEB}>x</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a\n\nb", "<p>a</p><p>b</p>"),
        ("snake_case_name 2 * 3 * 4", "<p>snake_case_name 2 * 3 * 4</p>"),
    ],
)
def test_markdown(page: Page, text: str, html: str) -> None:
    assert page.evaluate(MARKDOWN, text) == html


def test_words_exist_in_both_languages(page: Page) -> None:
    texts = page.evaluate(
        """async () => {
          const { setLanguage, t } = await import("/static/words.js");
          const said = ["de-DE", "en-GB"].map((locale) => (setLanguage(locale), t("replies", { n: 3 })));
          setLanguage("de-DE");
          return said;
        }"""
    )
    assert texts == ["3 Antworten", "3 replies"]
