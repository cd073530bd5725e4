package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// staff are the roles that a user can have.
var staff = []rules.Role{rules.RoleBuyer, rules.RolePlanner, rules.RoleReceiver, rules.RoleAP, rules.RoleSteward, rules.RoleEDIAdmin, rules.RoleAuditor}

func userCommand(w *world) *cobra.Command {
	c := &cobra.Command{Use: "user", Short: "add and list the people who may log in"}
	c.AddCommand(userAddCommand(w), userListCommand(w))
	return c
}

func userAddCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "add LOGIN",
		Short: "add a person, or give a new password and roles to one",
		Long: `Add reads the password as one line from standard input, so that it is in no list of
processes and in no history:

  wharf user add anna --name "Anna Berg" --role buyer --role planner < password.txt`,
		Args: cobra.ExactArgs(1),
	}
	load := configFlag(w, c)
	name := c.Flags().String("name", "", "the person's name")
	roles := c.Flags().StringSlice("role", nil, "a role: buyer, planner, receiver, ap, steward, edi-admin, auditor")
	c.RunE = func(c *cobra.Command, args []string) error {
		cfg, err := load()
		if err != nil {
			return err
		}
		u := store.User{Login: args[0], Name: orString(*name, args[0])}
		for _, r := range *roles {
			if !slices.Contains(staff, rules.Role(r)) {
				return fmt.Errorf("there is no role %q", r)
			}
			u.Roles = append(u.Roles, rules.Role(r))
		}
		if len(u.Roles) == 0 {
			return errors.New("name at least one --role")
		}
		line, err := bufio.NewReader(w.in).ReadString('\n')
		pw := strings.TrimRight(line, "\r\n")
		if len(pw) < 10 {
			return errors.Join(errors.New("the password on standard input needs 10 characters or more"), ignoreEOF(err))
		}
		if u.Password, err = password.NewHasher(0).Hash(c.Context(), pw); err != nil {
			return err
		}
		return withStore(c.Context(), w, cfg, func(s store.Store) error {
			err := s.Update(c.Context(), store.Everything, func(tx store.Tx) error {
				_, err := tx.PutUser(c.Context(), &u)
				return err
			})
			if err == nil {
				_, err = fmt.Fprintf(w.out, "%s may log in as %s\n", u.Name, strings.Join(*roles, ", "))
			}
			return err
		})
	}
	return c
}

func userListCommand(w *world) *cobra.Command {
	c := &cobra.Command{Use: "list", Short: "list the people who may log in", Args: cobra.NoArgs}
	load := configFlag(w, c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, err := load()
		if err != nil {
			return err
		}
		return withStore(c.Context(), w, cfg, func(s store.Store) error {
			return s.View(c.Context(), store.Everything, func(tx store.Tx) error {
				us, err := tx.Users(c.Context())
				for _, u := range us {
					fmt.Fprintf(w.out, "%-16s %-24s %v\n", u.Login, u.Name, u.Roles)
				}
				return err
			})
		})
	}
	return c
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
