/** What the protocol's reasons and codes are called in front of a player. */

import { ProtocolError, Refused, TimedOut } from "@rumpus/client";

const REASONS: Record<string, string> = {
  already_solved: "You have solved that one.",
  action_gap: "An action got lost: try again.",
  action_repeated: "You have acted already.",
  battle_ended: "The battle is over.",
  battle_not_started: "The battle has not started yet.",
  name_taken: "Somebody else has that name.",
  username_taken: "Somebody else has that name.",
  bad_username: "A name has 1 to 50 letters, digits, dashes and underscores.",
  no_arrows: "You have no arrows: solve a question to earn one.",
  no_target: "That player is not in the battle.",
  no_tries_left: "No tries are left for that question.",
  not_joined: "You are not in this battle.",
  own_target: "You can't attack yourself.",
  target_has_no_points: "That player has no points to lose.",
  not_beside_you: "That is not beside you.",
  no_way: "There is no way.",
  already_dug: "You have dug here.",
  already_claimed: "Somebody was faster.",
  already_taken: "You have that one.",
  not_dug_up: "Dig it up first.",
  not_solved: "Solve its riddle first.",
  not_ready: "Something is missing that it needs.",
  already_checked_in: "You have checked in.",
  already_disputed: "Somebody has objected already: an operator rules.",
  already_registered: "You have signed up.",
  check_in_closed: "Check-in is not open.",
  full: "All places are taken.",
  key_used: "That did not work: try again.",
  not_registered: "You have not signed up.",
  nothing_to_dispute: "There is nothing to object to.",
  registration_closed: "Sign-up is over.",
  round_over: "That round is over.",
  seeding: "Players are being seeded: try again in a moment.",
  tournament_over: "The tournament is over.",
  unknown_channel: "There is no such room.",
  tired: "You are too tired: energy comes back by itself.",
  too_soon: "It is too soon for another of that kind.",
  through: "You are through.",
  hunt_ended: "The hunt is over.",
  hunt_not_started: "The hunt has not started yet.",
  insufficient_funds: "You don't have enough.",
  insufficient_items: "You don't have so many.",
  listing_closed: "Somebody was faster.",
  own_listing: "That is your own.",
  wrong_price: "The price has changed.",
  unknown_player: "There is no such player.",
  unknown_room: "There is no such room.",
  unknown_game: "There is no such game.",
  unknown_item: "There is no such thing.",
  too_fast: "Too fast: wait a moment.",
  busy: "The stage is busy: try again in a moment.",
  overloaded: "The stage has too much to do: try again in a moment.",
};

export function reasonText(reason: string): string {
  return REASONS[reason] ?? `The stage says no: ${reason.replaceAll("_", " ")}.`;
}

/** Say to a player what went wrong. */
export function failureText(error: unknown): string {
  if (error instanceof Refused) return reasonText(error.reason);
  if (error instanceof ProtocolError) return reasonText(error.code);
  if (error instanceof TimedOut) return "No answer came: look whether it was done.";
  return "The stage can't be reached: look at your network.";
}

const NUMBERS = new Intl.NumberFormat("en");

/** Write a number: `20,000`. */
export function number(value: number | bigint): string {
  return NUMBERS.format(value);
}

export function counted(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${number(count)} ${thing}s`;
}

/** Say how long something takes: `4:05`, `2 h 10 min`, `3 d`. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600), Math.floor(seconds / 60)];
  if (days > 1) return `${days} d`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}
