extension Problem {
    /// Nothing is at that path.
    public static let notFound = Problem(
        "request.not-found", status: 404, title: "Not found",
        detail: "There is nothing at this address.")

    /// There is something at that path, but that cannot be done with it.
    public static let methodNotAllowed = Problem(
        "request.method-not-allowed", status: 405, title: "Method not allowed",
        detail: "This address takes other methods; the Allow header names them.")

    /// The credential that was posted has no receipt that could be given: unknown, held and
    /// erased are answered with these very bytes.
    public static let noReceipt = Problem(
        "receipt.none", status: 404, title: "No receipt",
        detail: "There is no receipt for what was sent. This does not prove that it is false.")

    /// No credential has that name.
    public static let unknownCredential = Problem(
        "credential.unknown", status: 404, title: "No such credential",
        detail: "This institution has issued no credential of that name.")

    /// The caller has not said who it is, or is nobody who may do this.
    public static let unauthorised = Problem(
        "request.unauthorised", status: 401, title: "A token is needed",
        detail: "Send a token that this institution gave you: Authorization: Bearer TOKEN.")

    /// The request is not HTTP as it is understood here.
    public static let malformed = Problem(
        "request.malformed", status: 400, title: "Malformed request",
        detail: "The request could not be read.")

    /// The head of the request is longer than the limit.
    public static let headTooLarge = Problem(
        "request.head-too-large", status: 431, title: "Head too large",
        detail: "The request's header fields are longer than can be read.")

    /// The request did not arrive in time.
    public static let requestTimeout = Problem(
        "request.timeout", status: 408, title: "Too slow",
        detail: "The request did not arrive in time. Send it again.")

    /// The client sent more requests than it may.
    public static let tooMany = Problem(
        "request.too-many", status: 429, title: "Too many requests",
        detail: "Wait as long as Retry-After says, then send it again.")

    /// Something that only its keeper can mend.
    public static let internalError = Problem(
        "service.internal", status: 500, title: "Internal error",
        detail: "The request could not be done. The service's log says why.")

    /// The body is longer than the limit.
    public static func tooLarge(bytesMax: Int) -> Problem {
        Problem(
            "request.too-large", status: 413, title: "Too large",
            detail: "A request body has at most \(bytesMax) bytes.")
    }

    /// The body is of a type that is not read here.
    public static func unsupportedMediaType(readable: [MediaType]) -> Problem {
        Problem(
            "request.unsupported-media-type", status: 415, title: "Unsupported media type",
            detail: "What is read here: \(list(readable)).")
    }

    /// The client takes none of the types in which there is an answer.
    public static func notAcceptable(offers: [MediaType]) -> Problem {
        Problem(
            "request.not-acceptable", status: 406, title: "Not acceptable",
            detail: "What can be answered here: \(list(offers)).")
    }

    /// The body could be read, but is not what this address takes.
    public static func unreadable(
        _ code: String, detail: String, parts: [Part] = []
    ) -> Problem {
        Problem(code, status: 422, title: "Unreadable", detail: detail, parts: parts)
    }

    /// What follows the question mark is not what this address takes.
    public static func badQuery(_ detail: String) -> Problem {
        Problem("request.bad-query", status: 400, title: "Bad query", detail: detail)
    }

    /// What was asked goes against what stands.
    public static func conflict(_ code: String, detail: String) -> Problem {
        Problem(code, status: 409, title: "Conflict", detail: detail)
    }

    /// The service cannot do this now; later it may.
    public static func unavailable(_ code: String, detail: String) -> Problem {
        Problem(code, status: 503, title: "Unavailable", detail: detail)
    }

    private static func list(_ types: [MediaType]) -> String {
        types.map(\.description).joined(separator: ", ")
    }
}
