import COpenSSL

/// Private keys behind libcrypto's store, which opens files itself and everything else through
/// providers.
enum OpenSSLKeyStore {
    /// The most bytes that a key file may have; an 8192-bit RSA key in PEM has about 6,400.
    static let fileBytesMax = 65_536
    /// The most objects that are looked through for a private key.
    private static let objectsMax = 16

    static func privateKey(
        at place: KeyPlace, passphrase: Secret?
    ) throws(SigningError) -> OpenSSLKey {
        let answer = PassphraseAnswer(passphrase)
        switch place {
        case .store(let uri):
            return try key(from: Store(uri: uri, answer: answer), answer, place)
        case .file(let path):
            let file = try file(at: path)
            return try key(from: Store(file: file, answer: answer), answer, place)
        }
    }

    /// Reads a key file that nobody else can read, from the descriptor whose mode was looked at.
    static func file(at path: String) throws(SigningError) -> OpenSSLKeyFile {
        let file: OpenSSLKeyFile
        do throws(SystemFailure) {
            file = try OpenSSLKeyFile(reading: path, bytesMax: fileBytesMax + 1, from: .file)
        } catch {
            guard error.isAbsence else { throw .keyFileUnreadable(path, errno: error.number) }
            throw .keyNotFound(path)
        }
        guard file.mode & 0o077 == 0 else { throw .keyFileExposed(path, mode: file.mode) }
        guard file.byteCount <= fileBytesMax else { throw .keyUnreadable(path) }
        return file
    }

    /// The first private key in the store.
    private static func key(
        from store: Store?, _ answer: PassphraseAnswer, _ place: KeyPlace
    ) throws(SigningError) -> OpenSSLKey {
        defer { ERR_clear_error() }
        guard let store else { throw .keyUnreadable(place.description) }
        for _ in 0..<objectsMax {
            if let key = unsafe store.nextPrivateKey() {
                guard let key = unsafe OpenSSLKey(ofAnyKind: key) else {
                    throw .keyKindUnsupported(place.description)
                }
                return key
            }
            guard !store.isAtEnd else { break }
        }
        guard answer.wasAsked else { throw .keyUnreadable(place.description) }
        throw answer.isPresent
            ? .passphraseWrong(place.description) : .passphraseMissing(place.description)
    }
}

/// Answers libcrypto's question for a passphrase, so that it never asks on the terminal.
@safe
private final class PassphraseAnswer {
    private let passphrase: Secret?
    private(set) var wasAsked = false
    let method: OpaquePointer

    init(_ passphrase: Secret?) {
        self.passphrase = passphrase
        guard let method = unsafe UI_UTIL_wrap_read_pem_callback(answerPassphraseQuestion, 0) else {
            preconditionFailure("libcrypto has no memory for a passphrase question.")
        }
        unsafe self.method = method
    }

    deinit {
        unsafe UI_destroy_method(method)
    }

    var isPresent: Bool { passphrase != nil }

    fileprivate func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int32 {
        wasAsked = true
        guard let passphrase, passphrase.count <= buffer.count else { return -1 }
        unsafe passphrase.withBytes { unsafe buffer.copyMemory(from: $0) }
        return Int32(passphrase.count)
    }
}

/// What libcrypto calls: fills `buffer` and returns the passphrase's length, or -1 to give up.
private func answerPassphraseQuestion(
    buffer: UnsafeMutablePointer<CChar>?, size: Int32, isWriting: Int32,
    context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return -1 }
    let answer = unsafe Unmanaged<PassphraseAnswer>.fromOpaque(context).takeUnretainedValue()
    return unsafe answer.give(UnsafeMutableRawBufferPointer(start: buffer, count: Int(size)))
}

/// An open store; what it reads from and asks stays alive as long as it does.
@safe
private final class Store {
    private let store: OpaquePointer
    private let input: OpaquePointer?
    private let file: OpenSSLKeyFile?
    private let answer: PassphraseAnswer

    init?(uri: String, answer: PassphraseAnswer) {
        let context = unsafe Unmanaged.passUnretained(answer).toOpaque()
        guard
            let store = unsafe OSSL_STORE_open_ex(
                uri, nil, nil, answer.method, context, nil, nil, nil)
        else { return nil }
        unsafe self.store = store
        unsafe input = nil
        file = nil
        self.answer = answer
        unsafe OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY)
    }

    init?(file: OpenSSLKeyFile, answer: PassphraseAnswer) {
        let context = unsafe Unmanaged.passUnretained(answer).toOpaque()
        let bytes = unsafe file.bytes
        guard let input = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else {
            return nil
        }
        guard
            let store = unsafe OSSL_STORE_attach(
                input, "file", nil, nil, answer.method, context, nil, nil, nil)
        else {
            unsafe BIO_free(input)
            return nil
        }
        unsafe self.store = store
        unsafe self.input = input
        self.file = file
        self.answer = answer
        unsafe OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY)
    }

    deinit {
        unsafe OSSL_STORE_close(store)
        unsafe BIO_free(input)
    }

    var isAtEnd: Bool { unsafe OSSL_STORE_eof(store) == 1 }

    /// The next object's private key, which the caller then owns; `nil` if it is something else.
    func nextPrivateKey() -> OpaquePointer? {
        guard let object = unsafe OSSL_STORE_load(store) else { return nil }
        defer { unsafe OSSL_STORE_INFO_free(object) }
        return unsafe OSSL_STORE_INFO_get1_PKEY(object)
    }
}
