//! Markdown as plain text and passages, for search and for the bot's answers; and as HTML that can do
//! no harm: raw HTML is shown as the text that it is, links go to pages and mail only, pictures come
//! from the help centre's own.

use super::terms::Question;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

/// Most cells of all tables of an article.
const MAX_CELLS: usize = 600;
/// Longest passage that the bot quotes, in characters.
pub const MAX_PASSAGE: usize = 600;
/// Where pictures of articles lie.
pub const PICTURES: &str = "/help/pictures/";

fn parser(body: &str) -> Parser<'_> {
    Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// Whether the tables of a text are beyond reading.
pub(super) fn too_many_cells(body: &str) -> bool {
    parser(body).filter(|event| matches!(event, Event::Start(Tag::TableCell))).nth(MAX_CELLS).is_some()
}

/// A stretch of an article under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The heading over it; empty before the first one.
    pub heading: String,
    /// Its words; one line a paragraph or list item.
    pub text: String,
}

/// An article's passages, in order.
pub fn passages(body: &str) -> Vec<Passage> {
    let mut out = vec![Passage { heading: String::new(), text: String::new() }];
    let mut in_heading = false;
    let mut in_image = 0_u32;
    let last = |out: &mut Vec<Passage>, text: &str, heading: bool| {
        if let Some(passage) = out.last_mut() {
            if heading { passage.heading.push_str(text) } else { passage.text.push_str(text) }
        }
    };
    for event in parser(body) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                out.push(Passage { heading: String::new(), text: String::new() });
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Image { .. }) => in_image += 1,
            Event::End(TagEnd::Image) => in_image = in_image.saturating_sub(1),
            Event::Start(Tag::Item) => {
                newline(&mut out);
                last(&mut out, "• ", false);
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => {
                newline(&mut out);
            }
            Event::End(TagEnd::TableCell) | Event::SoftBreak if !in_heading => last(&mut out, " ", false),
            Event::HardBreak => newline(&mut out),
            Event::Text(text) | Event::Code(text) if in_image == 0 => last(&mut out, &text, in_heading),
            _ => {}
        }
    }
    for passage in &mut out {
        passage.text =
            passage.text.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
    }
    out.retain(|passage| !passage.text.is_empty());
    out
}

fn newline(out: &mut [Passage]) {
    if let Some(passage) = out.last_mut()
        && !passage.text.is_empty()
        && !passage.text.ends_with('\n')
    {
        passage.text.push('\n');
    }
}

/// All of a text without its marks, for the index.
pub fn plain(body: &str) -> String {
    passages(body).into_iter().map(|p| format!("{}\n{}\n", p.heading, p.text)).collect()
}

/// The passage that says most of what a question asks; the first one when none says any of it. Cut at a
/// line's end where it is long.
pub fn best_passage(body: &str, question: &Question) -> Option<Passage> {
    let passages = passages(body);
    let said = |passage: &Passage| {
        let terms = super::terms::of_text(&format!("{} {}", passage.heading, passage.text));
        question.terms.iter().filter(|term| terms.contains(term)).count()
    };
    let best =
        passages.iter().enumerate().max_by_key(|(at, passage)| (said(passage), std::cmp::Reverse(*at)));
    best.map(|(_, passage)| Passage { heading: passage.heading.clone(), text: cut(&passage.text) })
}

fn cut(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if !out.is_empty() && out.chars().count() + line.chars().count() > MAX_PASSAGE {
            break;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.extend(line.chars().take(MAX_PASSAGE));
    }
    out
}

/// As HTML. The article's own title is the page's first heading, so its headings begin one below.
pub fn to_html(body: &str) -> String {
    let mut out = String::with_capacity(body.len() * 2);
    let mut dropped = Vec::new();
    let events = parser(body).filter_map(|event| harmless(event, &mut dropped));
    html::push_html(&mut out, events);
    // Wide tables scroll by themselves, with the keyboard too.
    out.replace("<table>", "<div class=\"scroll-x\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>")
}

/// The event as it may be shown. `dropped` remembers, for each open link or picture, whether its start
/// was left out.
fn harmless<'a>(event: Event<'a>, dropped: &mut Vec<bool>) -> Option<Event<'a>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(Tag::Heading {
            level: below(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if link_type == LinkType::Email {
                CowStr::from(format!("mailto:{dest_url}"))
            } else {
                dest_url
            };
            let good = is_link(&dest_url);
            dropped.push(!good);
            good.then_some(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }))
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            let good = is_picture(&dest_url);
            dropped.push(!good);
            // Without the picture its description stands as text.
            good.then_some(Event::Start(Tag::Image { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link | TagEnd::Image) if dropped.pop() == Some(true) => None,
        other => Some(other),
    }
}

const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H2,
        HeadingLevel::H3 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

/// Pages of ours, `https`, `http` and `mailto`; nothing that runs.
pub fn is_link(url: &str) -> bool {
    let plain = !url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    let ours = (url.starts_with('/') && !url.starts_with("//")) || url.starts_with('#');
    plain && (ours || ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)))
}

/// A picture of the help centre's own.
pub fn is_picture(url: &str) -> bool {
    url.strip_prefix(PICTURES).is_some_and(is_picture_name)
}

/// Whether a text can be a picture's name: as a slug, then `.svg`, `.jpg` or `.png`.
pub fn is_picture_name(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(stem, kind)| super::article::is_slug(stem) && matches!(kind, "svg" | "jpg" | "png"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_an_article_can_do_harm() {
        let html = to_html(
            "# Top\n<script>alert(1)</script>\n\n<b onclick=x>hi</b> [a](javascript:alert(1)) [b](https://example.org) \
             [c](//evil.example) [d](JaVaScRiPt:x) <javascript:alert(1)> ![p](https://evil.example/p.png) \
             ![q](/help/pictures/glare.svg) ![r](/help/pictures/../x.svg) [e](data:text/html,x) <x@example.org>",
        );
        assert!(html.contains("<h2>Top</h2>"));
        assert!(html.contains("&lt;script&gt;alert(1)"));
        assert!(html.contains("&lt;b onclick=x&gt;hi"));
        assert!(html.contains("<a href=\"https://example.org\">b</a>"));
        assert!(html.contains("<a href=\"mailto:x@example.org\">"));
        assert!(html.contains("<img src=\"/help/pictures/glare.svg\" alt=\"q\" />"));
        for evil in [
            "<script",
            "href=\"java",
            "href=\"JaVa",
            "href=\"//",
            "data:text",
            "evil.example/p",
            "../x",
            "<b ",
        ] {
            assert!(
                !html.contains(evil) || evil == "data:text" && !html.contains("href=\"data"),
                "{evil}: {html}"
            );
        }
    }

    #[test]
    fn passages_are_words_without_marks() {
        let body = "First *line*.\n\n![a drawing](/help/pictures/glare.svg)\n\n## What to do\n1. Tilt the **card**.\n2. Flash off.\n";
        let found = passages(body);
        assert_eq!(found[0].text, "First line.");
        assert_eq!(
            found[1],
            Passage { heading: "What to do".into(), text: "• Tilt the card.\n• Flash off.".into() }
        );
        let question = Question::new("flash", |_| None);
        assert_eq!(best_passage(body, &question).unwrap().heading, "What to do");
    }
}
