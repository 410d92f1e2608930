#ifndef TESTAMUR_COPENSSL_H
#define TESTAMUR_COPENSSL_H
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

/* A macro made of casts and macros, which Swift cannot import. */
static const int tossl_public_key = EVP_PKEY_PUBLIC_KEY;

/* Names that a parameter list points to as long as it lives; the strings that Swift makes of the
   macros live only for one call. */
static const char *const tossl_parameter_group = OSSL_PKEY_PARAM_GROUP_NAME;
static const char *const tossl_parameter_point = OSSL_PKEY_PARAM_PUB_KEY;
static const char *const tossl_parameter_modulus = OSSL_PKEY_PARAM_RSA_N;
static const char *const tossl_parameter_exponent = OSSL_PKEY_PARAM_RSA_E;

/* SHA-256 without EVP, whose version 3.0 allocates for every hash. libcrypto marks these calls
   as deprecated; they are wrapped, not unmarked, so that no other deprecated call slips in. None
   of them can fail on a state that was started. */
static inline void tossl_sha256_start(SHA256_CTX *state) {
    SHA256_Init(state);
}

static inline void tossl_sha256_add(SHA256_CTX *state, const void *bytes, size_t count) {
    SHA256_Update(state, bytes, count);
}

static inline void tossl_sha256_finish(SHA256_CTX *state, unsigned char *digest) {
    SHA256_Final(digest, state);
}

#endif
