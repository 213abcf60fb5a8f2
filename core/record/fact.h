// What a configuration or state file says that other records need: the server's zone, a mailbox's home, the UID map.
// Facts never become events; the parent keeps them with the source and offset they came from.
#pragma once

#include <cstdint>
#include <string>

namespace sillage {

/// Keys in use:
///   timezone            value = IANA name (etc/timezone)
///   mail-home           value = Dovecot home with its variables ("/var/vmail/%Ln")
///   mail-location       value as configured ("maildir:~/Maildir")
///   namespace-separator value "." or "/"
///   dovecot-setting     key2 = setting name, value (mail_log_events, imap_id_log, login_trusted_networks …)
///   mail-domain         value = default domain (auth_default_realm, postfix myorigin / virtual domains)
///   uidvalidity         key2 = folder, value = decimal
///   uid                 key2 = folder + '\t' + uid, value = Maildir base name
///   sieve-redirect      key2 = script path, value = target address
///   redirected          key2 = target address, value = Message-ID (.dovecot.lda-dupes)
///   web-log-bytes       value = "body" (nginx $body_bytes_sent) or "total" (Apache %O) or "unknown"
///   roundcube-setting   key2 = setting name, value (log_driver, des_key never)
///   software            key2 = product, value = version
struct Fact {
    std::string key;
    std::string key2;
    std::string value;
    std::uint64_t offset = 0;
};

}  // namespace sillage
