import FoundationEssentials
import Verification

/// What the command line says.
struct DaemonOptions: Sendable {
    /// How many requests a second one client may make in the long run; `nil` for no limit.
    static let rateDefault = 100
    /// The most files of accreditors.
    static let accreditationsMax = 32

    /// The home. Default: the environment's `TESTAMUR_HOME`, else `./testamur-home`.
    var home: String
    /// Where to listen; `nil` for what the home's configuration says.
    var listen: String?
    /// The file whose content opens the private keys.
    var passphraseFile: String?
    /// How many requests a second one client may make; `nil` for no limit.
    var rate: Int? = rateDefault
    /// How strict its verdicts are.
    var policy = Policy.standard
    /// What accreditors say in files of their own.
    var accreditations: [String] = []
    /// What is written to the log.
    var log = Journal.Level.requests

    /// What the command line asks for.
    enum Request: Sendable {
        /// To serve.
        case run(DaemonOptions)
        /// To show a text and end.
        case show(String)
    }

    /// What `--help` shows.
    static let usage = """
        usage: testamurd --home DIR [--listen HOST:PORT] [--passphrase-file FILE]
                         [--rate REQUESTS|none] [--log requests|failures]
                         [--policy standard|employer|admissions|unwitnessed|archive]
                         [--accreditations FILE]...

          --home DIR              the institution's home, made with: testamur init
          --listen HOST:PORT      where to listen; port 0 takes any that is free
          --passphrase-file FILE  what opens the private keys, on one line
          --rate REQUESTS|none    requests a second for one client (default \(rateDefault))
          --log requests|failures what the log on standard error says (default requests)
          --policy NAME           how strict verdicts are: admissions asks for accreditation,
                                  unwitnessed takes an institution's word for its own ledger
                                  (default standard, by its other name employer)
          --accreditations FILE   an accreditor's signed statements, which count if the trust
                                  list names it and its key; may be given several times
          --version, --help
        """
    /// What `--version` shows.
    static let version = "testamurd 0.1.0"

    /// Reads the command line.
    ///
    /// - Throws: ``DaemonFailure`` that says what is wrong with it.
    static func parse(
        _ arguments: [String], environment: [String: String]
    ) throws(DaemonFailure) -> Request {
        var options = DaemonOptions(home: environment["TESTAMUR_HOME"] ?? "./testamur-home")
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h": return .show(usage)
            case "--version": return .show(version)
            case "--home": options.home = try value(of: argument, in: &rest)
            case "--listen": options.listen = try value(of: argument, in: &rest)
            case "--passphrase-file":
                options.passphraseFile = try value(of: argument, in: &rest)
            case "--rate": options.rate = try rate(try value(of: argument, in: &rest))
            case "--policy":
                let name = try value(of: argument, in: &rest)
                guard let policy = Policy.named.first(where: { $0.name == name })
                else {
                    throw .usage(
                        "--policy takes \(Policy.named.map(\.name).joined(separator: ", "))")
                }
                options.policy = policy
            case "--accreditations":
                guard options.accreditations.count < accreditationsMax else {
                    throw .usage("--accreditations is taken \(accreditationsMax) times at most")
                }
                options.accreditations.append(try value(of: argument, in: &rest))
            case "--log":
                guard let level = Journal.Level(rawValue: try value(of: argument, in: &rest))
                else { throw .usage("--log takes requests or failures") }
                options.log = level
            default: throw .usage("unknown argument \(argument)")
            }
        }
        return .run(options)
    }

    private static func value(
        of name: String, in rest: inout ArraySlice<String>
    ) throws(DaemonFailure) -> String {
        guard let value = rest.popFirst(), !value.isEmpty else {
            throw .usage("\(name) needs a value")
        }
        return value
    }

    private static func rate(_ text: String) throws(DaemonFailure) -> Int? {
        if text == "none" { return nil }
        guard let rate = Int(text), 1...1_000_000 ~= rate else {
            throw .usage("--rate takes a number from 1 to 1000000, or none")
        }
        return rate
    }
}

/// An address and a port to listen on.
struct ListenAddress: Hashable, Sendable {
    /// A name or an address, without brackets.
    let host: String
    /// The port; 0 for any that is free.
    let port: Int

    /// Reads `HOST:PORT` or `[IPv6]:PORT`; `nil` if it is not one.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = Int(port)
    }

    /// The address as part of a URL.
    static func text(host: String, port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
