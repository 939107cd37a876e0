//! What `specline init` asks on a terminal.

use std::io::{BufRead, Write as _};

use super::sources::{Wanted, folder_here, is_sitemap};
use crate::cli::io::{Io, harmless};

/// Asks and reads answers; an empty answer takes what stands in brackets.
pub struct Questions<'a> {
    input: &'a mut dyn BufRead,
}

impl<'a> Questions<'a> {
    /// Answers come from here, a line each.
    pub fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input }
    }

    /// One question. At the end of the input every answer is empty.
    ///
    /// # Errors
    /// Streams that fail.
    pub fn ask(&mut self, question: &str, default: &str, io: &mut Io) -> std::io::Result<String> {
        write!(io.err, "{} [{}] ", harmless(question), harmless(default))?;
        io.err.flush()?;
        let mut answer = String::new();
        self.input.read_line(&mut answer)?;
        Ok(match answer.trim() {
            "" => default.to_owned(),
            answer => answer.to_owned(),
        })
    }

    /// Where the documents come from.
    ///
    /// # Errors
    /// Streams that fail.
    pub fn sources(&mut self, io: &mut Io) -> std::io::Result<Wanted> {
        let question =
            "Where do the documents come from? A folder, the URL of a document, or the URL of a sitemap";
        let answer = self.ask(question, folder_here().unwrap_or("services"), io)?;
        let mut wanted = Wanted::default();
        match answer {
            url if is_sitemap(&url) => wanted.sitemap = Some(url),
            url if url.contains("://") => wanted.urls.push(url),
            folder => wanted.folders.push(folder),
        }
        Ok(wanted)
    }

    /// Title and base URL, where no flag gave them.
    ///
    /// # Errors
    /// Streams that fail.
    pub fn words(
        &mut self,
        (title, base_url): (Option<String>, Option<String>),
        io: &mut Io,
    ) -> std::io::Result<(Option<String>, Option<String>)> {
        let title = match title {
            Some(title) => title,
            None => self.ask("The title of the one document", "All services", io)?,
        };
        if base_url.is_some() {
            return Ok((Some(title), base_url));
        }
        let question = "The address that callers use, such as https://api.example.com";
        let answer = self.ask(question, "that of the documents", io)?;
        Ok((Some(title), Some(answer).filter(|url| url.contains("://"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::io::Color;

    #[test]
    fn answers_become_sources_title_and_address() {
        let mut io = Io::of_process(Color::Never, true, 0, None);
        io.err = Box::new(std::io::sink());
        let mut input = std::io::Cursor::new("https://x.dev/sitemap-index.xml\nShop\n\n");
        let mut questions = Questions::new(&mut input);
        let wanted = questions.sources(&mut io).expect("an answer");
        assert_eq!(wanted.sitemap.as_deref(), Some("https://x.dev/sitemap-index.xml"));
        assert_eq!(questions.words((None, None), &mut io).expect("answers"), (Some("Shop".to_owned()), None));
        let wanted = questions.sources(&mut io).expect("the end of the input");
        assert_eq!(wanted.folders.len(), 1);
    }
}
