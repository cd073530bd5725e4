// Package password keeps passwords as argon2id hashes in PHC strings, such as
// "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". Each computation takes megabytes,
// so a Hasher bounds how many run at once.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// ErrMismatch is what Verify answers for a wrong password.
var ErrMismatch = errors.New("password does not match")

// ErrHash is wrapped when a string is not a hash that this package computes.
var ErrHash = errors.New("not an argon2id hash")

// A Hasher makes and checks hashes, a bounded number at a time.
type Hasher struct {
	slots chan struct{}
	dummy string
}

// NewHasher answers a hasher that computes at most parallel hashes at once; 0
// stands for 4.
func NewHasher(parallel int) *Hasher {
	if parallel <= 0 {
		parallel = 4
	}
	zeros := make([]byte, hashBytes)
	return &Hasher{slots: make(chan struct{}, parallel), dummy: usual.format(zeros[:saltBytes], zeros)}
}

// What Hash uses: the second choice of RFC 9106 scaled to 19 MiB.
const (
	saltBytes = 16
	hashBytes = 32
)

var usual = cost{memory: 19 * 1024, time: 2, threads: 1}

// Hash answers the PHC string of password, with a salt of its own.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key, err := h.key(ctx, password, salt, usual, hashBytes)
	if err != nil {
		return "", err
	}
	return usual.format(salt, key), nil
}

// Verify answers nil if password is the one that phc was made from, ErrMismatch
// if not. An empty phc never matches and takes as long as another, so that
// waiting does not tell whether there is a password.
func (h *Hasher) Verify(ctx context.Context, phc, password string) error {
	none := phc == ""
	if none {
		phc = h.dummy
	}
	c, salt, want, err := parse(phc)
	if err != nil {
		return err
	}
	got, err := h.key(ctx, password, salt, c, len(want))
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(got, want) != 1 || none {
		return ErrMismatch
	}
	return nil
}

func (h *Hasher) key(ctx context.Context, password string, salt []byte, c cost, n int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, uint32(n)), nil
}

// Check answers an error that wraps ErrHash if Verify could not use phc.
func Check(phc string) error {
	_, _, _, err := parse(phc)
	return err
}

type cost struct {
	memory, time uint32 // KiB, passes
	threads      uint8
}

// Bounds for what is read: a hash is configuration, but must not stop the program.
const (
	mostMemory  = 256 * 1024
	mostTime    = 16
	mostThreads = 16
)

var encoding = base64.RawStdEncoding.Strict()

func (c cost) format(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads,
		encoding.EncodeToString(salt), encoding.EncodeToString(key))
}

func parse(phc string) (c cost, salt, key []byte, err error) {
	fail := func(what string) (cost, []byte, []byte, error) {
		return cost{}, nil, nil, fmt.Errorf("%w: %s", ErrHash, what)
	}
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return fail(`it does not read "$argon2id$v=19$m=...,t=...,p=...$salt$hash"`)
	}
	if parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return fail("version " + parts[2])
	}
	settings := strings.Split(parts[3], ",")
	if len(settings) != 3 {
		return fail("settings " + parts[3])
	}
	var n [3]uint32
	for i, bound := range []struct {
		name  string
		least uint32
		most  uint32
	}{{"m=", 8, mostMemory}, {"t=", 1, mostTime}, {"p=", 1, mostThreads}} {
		digits, ok := strings.CutPrefix(settings[i], bound.name)
		v, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil || uint32(v) < bound.least || uint32(v) > bound.most {
			return fail(fmt.Sprintf("%s is not within %s%d to %d", settings[i], bound.name, bound.least, bound.most))
		}
		n[i] = uint32(v)
	}
	c = cost{memory: n[0], time: n[1], threads: uint8(n[2])}
	if salt, err = encoding.DecodeString(parts[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return fail("salt")
	}
	if key, err = encoding.DecodeString(parts[5]); err != nil || len(key) < 16 || len(key) > 64 {
		return fail("hash")
	}
	return c, salt, key, nil
}
