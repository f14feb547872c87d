//! Where a module names other modules: `import`, `export … from` and `import(…)`.
//!
//! This reads words, strings and signs, not JavaScript. It must only know what is no code: comments, strings,
//! templates, and regular expressions, which look like divisions.

use std::ops::Range;

use super::cursor::Cursor;

/// An `import(…)` of something that is no plain string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Computed;

/// Where the names are.
pub(crate) fn references(js: &str) -> Result<Vec<Range<usize>>, Computed> {
    let tokens = Lexer::new(js).tokens();
    let mut found = Vec::new();
    let mut before = None;
    let mut rest = tokens.as_slice();
    while let [token, after @ ..] = rest {
        let is_member = before == Some(&Token::Sign('.'));
        match (token, after) {
            (Token::Word("import" | "from"), [Token::Text(name), ..]) => found.push(name.clone()),
            (Token::Word("import"), [Token::Sign('('), called @ ..]) if !is_member => match called {
                [Token::Text(name), Token::Sign(')' | ','), ..] => found.push(name.clone()),
                _ => return Err(Computed),
            },
            _ => {}
        }
        before = Some(token);
        rest = after;
    }
    Ok(found)
}

#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    /// A string, by where its content is.
    Text(Range<usize>),
    /// A regular expression, or the end of a template: a value, like a word.
    Value,
    Sign(char),
}

struct Lexer<'a> {
    cursor: Cursor<'a>,
    tokens: Vec<Token<'a>>,
    /// For each `${` that is open, how many braces are open inside it.
    substitutions: Vec<usize>,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str) -> Self {
        Self { cursor: Cursor::new(text), tokens: Vec::new(), substitutions: Vec::new() }
    }

    fn tokens(mut self) -> Vec<Token<'a>> {
        while let Some(next) = self.cursor.peek() {
            if self.cursor.eat("//") {
                self.cursor.span_while(|c| c != '\n');
            } else if self.cursor.eat("/*") {
                self.cursor.skip_past("*/");
            } else if next.is_whitespace() {
                self.cursor.take();
            } else {
                self.token(next);
            }
        }
        self.tokens
    }

    fn token(&mut self, next: char) {
        if is_word(next) {
            self.tokens.push(Token::Word(self.cursor.take_while(is_word)));
        } else if matches!(next, '"' | '\'') {
            self.tokens.push(Token::Text(self.cursor.quoted()));
        } else if next == '/' && self.expects_value() {
            self.regex();
        } else {
            self.cursor.take();
            self.sign(next);
        }
    }

    fn sign(&mut self, sign: char) {
        match (sign, self.substitutions.last_mut()) {
            ('`', _) => self.template(),
            ('}', Some(0)) => {
                self.substitutions.pop();
                self.template();
            }
            ('{', Some(open)) => {
                *open += 1;
                self.tokens.push(Token::Sign(sign));
            }
            ('}', Some(open)) => {
                *open -= 1;
                self.tokens.push(Token::Sign(sign));
            }
            _ => self.tokens.push(Token::Sign(sign)),
        }
    }

    /// Reads a template from where its text begins or goes on, to its end or to the next `${`.
    fn template(&mut self) {
        loop {
            if self.cursor.eat("${") {
                self.substitutions.push(0);
                return self.tokens.push(Token::Sign('{'));
            }
            match self.cursor.take() {
                Some('\\') => drop(self.cursor.take()),
                Some('`') | None => return self.tokens.push(Token::Value),
                Some(_) => {}
            }
        }
    }

    fn regex(&mut self) {
        self.cursor.take();
        let mut is_class = false;
        loop {
            match self.cursor.take() {
                Some('\\') => drop(self.cursor.take()),
                Some('[') => is_class = true,
                Some(']') => is_class = false,
                Some('/') if !is_class => break,
                Some('\n') | None => break,
                Some(_) => {}
            }
        }
        self.tokens.push(Token::Value);
    }

    /// Whether a value may come here, so that `/` opens one. After `)` it may or may not; division is likelier.
    fn expects_value(&self) -> bool {
        match self.tokens.last() {
            None => true,
            Some(Token::Word(word)) => BEFORE_VALUES.contains(word),
            Some(Token::Sign(sign)) => !matches!(sign, ')' | ']' | '}'),
            Some(Token::Text(_) | Token::Value) => false,
        }
    }
}

/// Words after which a value comes.
const BEFORE_VALUES: [&str; 14] = [
    "await",
    "case",
    "default",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "yield",
];

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(js: &str) -> Vec<&str> {
        references(js).unwrap().into_iter().map(|span| &js[span]).collect()
    }

    #[test]
    fn every_form_of_import_is_found() {
        let js = "import './a.js';\nimport b from \"./b.js\"\nimport {c,\n  d as e} from './c.js';\n\
                  import * as f from './d.js'; export {g} from './e.js'; export * from './f.js';\n\
                  const h = await import('./g.js'); import('./h.js', {}).then(i);import'./i.js'";

        assert_eq!(
            named(js),
            ["./a.js", "./b.js", "./c.js", "./d.js", "./e.js", "./f.js", "./g.js", "./h.js", "./i.js"]
        );
    }

    #[test]
    fn what_only_looks_like_an_import_is_none() {
        let js = "// import './a.js'\n/* import './b.js' */ const c = \"import './c.js'\", d = `import './d.js'`;\n\
                  const from = Array.from('./e.js'), o = {from: './f.js'}; o.import('./g.js'); import.meta.url;";

        assert_eq!(named(js), [""; 0]);
    }

    #[test]
    fn quotes_in_regular_expressions_and_templates_open_nothing() {
        for before in [
            "const r = /[/'\"]`'/g;",
            "const half = width / 2, text = 'a/b';",
            "x = a[0] / b['c'] / 2;",
            "x = `it's ${a ? `o'${'}'}` : {b: '`'}.b} isn't`;",
            "return /'/.test(x);",
            "x = 'it\\'s';",
        ] {
            assert_eq!(named(&format!("{before} import './a.js'")), ["./a.js"], "{before}");
        }
    }

    #[test]
    fn an_import_inside_a_template_is_found() {
        assert_eq!(named("x = `${await import('./a.js')} import './b.js'`"), ["./a.js"]);
    }

    #[test]
    fn an_import_that_only_the_browser_could_follow_is_refused() {
        assert_eq!(references("import(name)"), Err(Computed));
        assert_eq!(references("import('./' + name)"), Err(Computed));
        assert_eq!(references("import(`./a.js`)"), Err(Computed));
    }
}
