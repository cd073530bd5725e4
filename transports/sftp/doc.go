// Package sftp lets suppliers bring and fetch files over SFTP.
//
// A Server shows each account a tree of four folders: in, out, archive and error.
// The tree is a view over a transports.Mailbox; no directory of this machine is
// behind it. Bytes of an upload lie in a spool folder while they come in. When
// the client closes the file, and only then, they are handed to the
// transports.Inbox, and the close succeeds only when the Inbox has kept them. An
// upload whose connection breaks off is thrown away, because nobody knows
// whether it was whole.
//
// The package knows neither the meaning of a file nor the partner behind an
// account. The keys of an account are read from a partner's settings by
// ParseSettings.
package sftp
