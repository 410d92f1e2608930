import HTTPTypes
import HomeFolder
import ServiceAPI
import Signing
import TransparencyLog
import Trust

/// The page that says what this is.
extension Daemon {
    /// The page, or a few lines of text.
    func page(_ exchange: Exchange) throws -> Answer {
        let type = try exchange.negotiated(among: [.html, .text])
        let configuration = institution.home.configuration
        if type == .text {
            let names = configuration.names.map(\.text).joined(separator: "\n")
            let text = "\(names)\n\(configuration.did)\nledger \(configuration.origin)\n"
            return Answer(.ok, .text, Array(text.utf8)).with(.vary, "Accept")
        }
        return Answer(.ok, .html, Array(html.utf8))
            .with(.vary, "Accept").with(.cacheControl, "public, max-age=300")
            .with(.referrerPolicy, "no-referrer")
            .with(
                .contentSecurityPolicy,
                "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
    }

    private var html: String {
        let configuration = institution.home.configuration
        let names = configuration.names.map { name in
            let language = name.language.escapedForHTML
            return "<h1 lang=\"\(language)\" dir=\"auto\">\(name.text.escapedForHTML)</h1>"
        }
        let links = [
            (ServicePath.latestCheckpoint, "The ledger's newest checkpoint"),
            (ServicePath.status + "/1", "The first status list"),
            (ServicePath.didDocument, "The keys of this institution"),
            (ServicePath.description, "What a partner needs to list this institution"),
        ]
        let isPublishing = configuration.roles.contains(.publish)
        let list = (isPublishing ? links : []).map { path, words in
            "<li><a href=\"\(path)\">\(words)</a></li>"
        }
        let did = configuration.did.description.escapedForHTML
        let origin = configuration.origin.description.escapedForHTML
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(configuration.names.first?.text.escapedForHTML ?? "Testamur")</title></head>
            <body><main>
            \(names.joined(separator: "\n"))
            <p>This machine keeps the ledger of the awards of <bdi dir="ltr">\(did)</bdi>.
            The ledger's name is <bdi dir="ltr">\(origin)</bdi>. It holds no names of persons.</p>
            <ul>
            \(list.joined(separator: "\n"))
            </ul>
            </main></body></html>

            """
    }
}

extension String {
    /// The text with what has a meaning in HTML written out.
    var escapedForHTML: String {
        var escaped = ""
        for character in unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
