import COpenSSL

extension SigningError {
    /// What libcrypto last reported on this thread, whose queue is emptied.
    ///
    /// The queue belongs to the thread, and a task may go on elsewhere: whatever is left in it
    /// would be blamed on somebody else's call.
    static func takingLibraryError(_ operation: String) -> SigningError {
        let number = ERR_peek_last_error()
        ERR_clear_error()
        let reason = unsafe ERR_reason_error_string(number).map { unsafe String(cString: $0) }
        return .libraryFailed(operation, reason: reason ?? "no reason given")
    }
}
