import AppendOnlyLedger
import HomeFolder
import Issuance
import NIOCore
import Signing
import Witnessing

/// Why the daemon does not run, in one line and an exit code.
///
/// Spec: 09-surfaces §2.3.
struct DaemonFailure: Error, Sendable {
    /// What a process says when it ends.
    enum ExitCode: Int32, Sendable {
        /// Wrong use, or a configuration that cannot be read.
        case usage = 2
        /// What is stored is not what was signed.
        case integrity = 4
        /// Not allowed.
        case refused = 5
        /// A file, a disk or a port.
        case inputOutput = 74
        /// Trying again may help.
        case tryAgain = 75
    }

    /// What the process says.
    let code: ExitCode
    /// What happened and what to do, on one line.
    let words: String

    /// Something wrong with the command line.
    static func usage(_ words: String) -> DaemonFailure {
        DaemonFailure(code: .usage, words: "\(words). See: testamurd --help")
    }

    /// States a failure.
    init(code: ExitCode, words: String) {
        self.code = code
        self.words = words
    }

    /// What went wrong while the home was opened or the port taken.
    init(_ error: any Error, listeningOn address: String) {
        switch error {
        case let failure as DaemonFailure: self = failure
        case let error as HomeError: self.init(error)
        case let error as LedgerError: self.init(error)
        case let error as SigningError:
            self.init(code: .refused, words: "A private key cannot be opened: \(error)")
        case let error as WitnessError:
            self.init(
                code: error == .busy ? .tryAgain : .inputOutput, words: error.description)
        case VaultError.failed(let code, let words):
            self.init(
                code: code == "storage.busy" ? .tryAgain : .inputOutput,
                words: "The vault cannot be opened: \(words). Look with: testamur doctor")
        case StoreError.failed(_, let words):
            self.init(
                code: .inputOutput,
                words: "The ledger cannot be opened: \(words). Look with: testamur doctor")
        case StoreError.busy:
            self.init(
                code: .tryAgain, words: "Another program holds the ledger. Try again in a moment.")
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            self.init(
                code: .usage,
                words: "\(address) is not an address of this machine. Choose another with --listen."
            )
        case let error as IOError where error.errnoCode == DaemonFailure.addressInUse:
            self.init(
                code: .inputOutput,
                words: "\(address) is taken by another program. Choose another with --listen.")
        case let error as IOError:
            self.init(code: .inputOutput, words: "\(address) cannot be listened on: \(error)")
        default: self.init(code: .inputOutput, words: String(describing: error))
        }
    }

    private static let addressInUse: CInt = 98

    private init(_ error: HomeError) {
        switch error {
        case .noHome, .exists, .badConfiguration, .badWitnessPolicy, .backup:
            self.init(code: .usage, words: error.description)
        case .noKey, .demonstrationKey, .restored, .fallenBehind:
            self.init(code: .refused, words: error.description)
        case .busy: self.init(code: .tryAgain, words: error.description)
        default: self.init(code: .inputOutput, words: error.description)
        }
    }

    private init(_ error: LedgerError) {
        switch error {
        case .corrupt: self.init(code: .integrity, words: error.description)
        case .busy, .queueFull, .clockBehind, .diskLow:
            self.init(code: .tryAgain, words: error.description)
        default: self.init(code: .inputOutput, words: error.description)
        }
    }
}
