/** Why a link was rejected. A closed list, shown to staff. */
export type LibraryRejection =
  /** An adopted number that the library does not know. */
  | 'library.not_found'
  /** A minted number that belongs to somebody else's account there. */
  | 'library.number_taken'
  /** The library has no such branch or patron category: a setting is wrong. */
  | 'library.bad_reference'
  /** The holder's own account cannot be suspended by this library's interface: its staff must do it. */
  | 'library.suspension_unsupported'
  /** The library system refused the record for another reason. */
  | 'library.refused';

export type Verdict = 'accepted' | LibraryRejection;
