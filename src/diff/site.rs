//! Sites: where in an exchange a fact stands, and who has to cope with it.

/// Who sends what stands at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The caller sends it: narrowing breaks.
    Request,
    /// The caller receives it: widening breaks.
    Response,
}

impl Direction {
    /// The other direction: that of callbacks and webhooks, where the provider calls.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Request => Self::Response,
            Self::Response => Self::Request,
        }
    }
}

/// A place that holds a schema; the word that ids begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the place of the same name")]
pub enum Site {
    RequestBody,
    RequestProperty,
    Parameter,
    ParameterProperty,
    HeaderProperty,
    ResponseBody,
    ResponseProperty,
    ResponseHeader,
    ResponseHeaderProperty,
    OutgoingBody,
    OutgoingProperty,
    OutgoingParameter,
    OutgoingParameterProperty,
    OutgoingResponseBody,
    OutgoingResponseProperty,
    OutgoingResponseHeader,
    OutgoingResponseHeaderProperty,
}

impl Site {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::RequestBody,
        Self::RequestProperty,
        Self::Parameter,
        Self::ParameterProperty,
        Self::HeaderProperty,
        Self::ResponseBody,
        Self::ResponseProperty,
        Self::ResponseHeader,
        Self::ResponseHeaderProperty,
        Self::OutgoingBody,
        Self::OutgoingProperty,
        Self::OutgoingParameter,
        Self::OutgoingParameterProperty,
        Self::OutgoingResponseBody,
        Self::OutgoingResponseProperty,
        Self::OutgoingResponseHeader,
        Self::OutgoingResponseHeaderProperty,
    ];

    /// What ids of this site begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::RequestBody => "request-body",
            Self::RequestProperty => "request-property",
            Self::Parameter => "request-parameter",
            Self::ParameterProperty => "request-parameter-property",
            Self::HeaderProperty => "request-header-property",
            Self::ResponseBody => "response-body",
            Self::ResponseProperty => "response-property",
            Self::ResponseHeader => "response-header",
            Self::ResponseHeaderProperty => "response-header-property",
            Self::OutgoingBody => "outgoing-request-body",
            Self::OutgoingProperty => "outgoing-request-property",
            Self::OutgoingParameter => "outgoing-request-parameter",
            Self::OutgoingParameterProperty => "outgoing-request-parameter-property",
            Self::OutgoingResponseBody => "outgoing-response-body",
            Self::OutgoingResponseProperty => "outgoing-response-property",
            Self::OutgoingResponseHeader => "outgoing-response-header",
            Self::OutgoingResponseHeaderProperty => "outgoing-response-header-property",
        }
    }

    /// The prefix as words.
    pub fn words(self) -> String {
        self.prefix().replace('-', " ")
    }

    /// Who sends what stands here.
    pub fn direction(self) -> Direction {
        match self {
            Self::RequestBody
            | Self::RequestProperty
            | Self::Parameter
            | Self::ParameterProperty
            | Self::HeaderProperty
            | Self::OutgoingResponseBody
            | Self::OutgoingResponseProperty
            | Self::OutgoingResponseHeader
            | Self::OutgoingResponseHeaderProperty => Direction::Request,
            _ => Direction::Response,
        }
    }

    /// The site of what stands below this one.
    #[must_use]
    pub fn below(self) -> Self {
        match self {
            Self::RequestBody => Self::RequestProperty,
            Self::Parameter => Self::ParameterProperty,
            Self::ResponseBody => Self::ResponseProperty,
            Self::ResponseHeader => Self::ResponseHeaderProperty,
            Self::OutgoingBody => Self::OutgoingProperty,
            Self::OutgoingParameter => Self::OutgoingParameterProperty,
            Self::OutgoingResponseBody => Self::OutgoingResponseProperty,
            Self::OutgoingResponseHeader => Self::OutgoingResponseHeaderProperty,
            other => other,
        }
    }

    /// Whether this is a property and not the top of a schema.
    pub fn is_property(self) -> bool {
        self.prefix().ends_with("-property")
    }

    /// Whether the provider calls here: a callback or a webhook.
    pub fn is_outgoing(self) -> bool {
        self.prefix().starts_with("outgoing-")
    }

    /// Whether this is a parameter or stands below one.
    pub fn is_parameter(self) -> bool {
        self.prefix().contains("-parameter") || self == Self::HeaderProperty
    }

    /// Whether this is a header of a response or stands below one.
    pub fn is_header(self) -> bool {
        self.prefix().contains("response-header")
    }
}
