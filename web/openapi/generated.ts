/** Generated from `docs/openapi.json` by `web/openapi/generate.mjs`; `make format` writes it anew. */

export interface paths {
    "/v1/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Command
         * @description Carry out one command. The body is the frame that a client would send over a socket.
         */
        post: operations["command_v1_commands_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description List rooms: running ones by end, scheduled ones by start, ended ones with the latest first.
         *
         *     `since` and `until` bound the start of a scheduled room, and the end of any other.
         */
        get: operations["listed_v1_rooms__game__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}/{room}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shown
         * @description Show a room, as far as the caller may see it.
         */
        get: operations["shown_v1_rooms__game___room__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}/{room}/players/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Player
         * @description Show a player of a room, as far as the caller may see it.
         */
        get: operations["player_v1_rooms__game___room__players__username__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}/{room}/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Facts
         * @description List all facts of a room as they are stored, to replay them elsewhere (operator).
         */
        get: operations["facts_v1_rooms__game___room__facts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}/{room}/reversals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reverse
         * @description Undo a commit of a player's stream by adding a new fact (operator).
         */
        post: operations["reverse_v1_rooms__game___room__reversals_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Check that the log can be read. The stage is healthy even if the cache is unavailable.
         */
        get: operations["health_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/guests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Guests
         * @description Sign up as a guest with an unused username. With a `key`, the request may be repeated.
         */
        post: operations["guests_v1_guests_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Oidc
         * @description Sign in with an identity token of a trusted issuer. The first sign-in needs a username.
         */
        post: operations["oidc_v1_sessions_oidc_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refreshed
         * @description Exchange a refresh token for new tokens. The old one is valid until the new one is used.
         */
        post: operations["refreshed_v1_sessions_refresh_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tickets
         * @description Get a one-use ticket, and the URL at which to open a socket with it to play in the room.
         */
        post: operations["tickets_v1_tickets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}/{room}/board/top": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Top
         * @description List the first `count` entries. `{room}@{season}` names the final board of a season.
         */
        get: operations["top_v1_rooms__game___room__board_top_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}/{room}/board/players/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rank
         * @description Show one player's entry; 404 if the player is not on the board.
         */
        get: operations["rank_v1_rooms__game___room__board_players__username__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}/{room}/board/neighbours/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Neighbours
         * @description List a player with up to `radius` entries above and below; 404 if not on the board.
         */
        get: operations["neighbours_v1_rooms__game___room__board_neighbours__username__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{game}/{room}/board/players/{username}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Steps
         * @description List the commits after position `after` that changed a player's points (operator).
         */
        get: operations["steps_v1_rooms__game___room__board_players__username__steps_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/matchmaking/{game}/{queue}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Enter
         * @description Wait in a queue for a match. Repeat the request every five seconds until there is a room.
         */
        put: operations["enter_v1_matchmaking__game___queue__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/matchmaking/{game}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Place
         * @description Show whether the caller waits, has an offer to accept, or has a room to play in.
         */
        get: operations["place_v1_matchmaking__game__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/matchmaking/{game}/offers/{offer}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Respond
         * @description Accept or decline an offered match.
         */
        post: operations["respond_v1_matchmaking__game__offers__offer__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/matchmaking/{game}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop
         * @description Stop waiting for a match.
         */
        post: operations["stop_v1_matchmaking__game__leave_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/streams/{stream}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Replayed
         * @description Show a stream as it was at a position or a time, as far as the caller may see it.
         */
        get: operations["replayed_v1_streams__stream__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Command
         * @description Carry out an order or a batch, once per idempotency key. Sockets take the same orders.
         */
        post: operations["command_v1_economy_commands_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Wallet
         * @description Show the caller's money.
         */
        get: operations["wallet_v1_economy_wallet_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/wallet/{currency}/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ledger
         * @description List the changes of the caller's balance in a currency, the newest first.
         */
        get: operations["ledger_v1_economy_wallet__currency__ledger_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inventory
         * @description List the caller's items.
         */
        get: operations["inventory_v1_economy_inventory_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listings
         * @description List the items for sale, the cheapest first.
         */
        get: operations["listings_v1_economy_listings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Operation
         * @description Carry out an operator's order or batch, once per idempotency key, and record who and why.
         */
        post: operations["operation_v1_economy_operations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/currencies/{currency}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Currency Known
         * @description Create a currency (admin). Creating one that exists changes nothing and is no error.
         */
        put: operations["currency_known_v1_economy_currencies__currency__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/catalogue/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Catalogue
         * @description Publish a version of the catalogue (admin). Items that it does not name stay as they are.
         */
        put: operations["catalogue_v1_economy_catalogue__version__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/players/{username}/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Wallet
         * @description Show a player's money (operator).
         */
        get: operations["wallet_v1_economy_players__username__wallet_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/players/{username}/wallet/{currency}/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ledger
         * @description List the changes of a player's balance in a currency, the newest first (operator).
         */
        get: operations["ledger_v1_economy_players__username__wallet__currency__ledger_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/players/{username}/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inventory
         * @description List a player's items (operator).
         */
        get: operations["inventory_v1_economy_players__username__inventory_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/audits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask
         * @description Request an audit of the ledger. It begins within a minute.
         */
        post: operations["ask_v1_economy_audits_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/economy/audits/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Latest
         * @description Show the latest audit, even while it runs; 404 before the first one.
         */
        get: operations["latest_v1_economy_audits_latest_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description List the groups of dead letters, and the oldest letters of a workload and an error.
         */
        get: operations["listed_v1_letters_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Show a dead letter with its body, which may hold what a player has sent.
         */
        get: operations["one_v1_letters__letter__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}/body": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Edited
         * @description Replace the body of a letter before it is redriven (admin). The original is kept.
         */
        put: operations["edited_v1_letters__letter__body_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letters/{letter}/rehearsals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rehearsed
         * @description Show what the workload would do with a letter now. Nothing is written.
         */
        post: operations["rehearsed_v1_letters__letter__rehearsals_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Session
         * @description Sign in as an operator with a trusted issuer's identity token, which names the role.
         */
        post: operations["session_v1_operators_sessions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Me
         * @description Show the caller's name and role.
         */
        get: operations["me_v1_operators_me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ticket
         * @description Get a one-use ticket for a socket that can only listen. An operator may open several.
         */
        post: operations["ticket_v1_operators_tickets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Done
         * @description List the acts of operators: who did what, why, and with what outcome, the newest first.
         */
        get: operations["done_v1_operators_acts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys
         * @description List the operators who have a key of their own.
         */
        get: operations["keys_v1_operators_keys_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/keys/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Given
         * @description Give an operator a key with a role (admin). The operator's previous key is void at once.
         */
        put: operations["given_v1_operators_keys__name__put"];
        post?: never;
        /**
         * Taken
         * @description Revoke an operator's key at once (admin).
         */
        delete: operations["taken_v1_operators_keys__name__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/games": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Games
         * @description List the games of this stage, each with the commands that operators may send.
         */
        get: operations["games_v1_operators_games_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/players/{who}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Player
         * @description Show a player's account and live connection. `who` is an id, or a username in any case.
         */
        get: operations["player_v1_operators_players__who__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/rooms/{game}/{room}/players": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Players
         * @description List the players of a room whose usernames contain `text`, ordered by name.
         */
        get: operations["players_v1_operators_rooms__game___room__players_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operators/channels/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Channel
         * @description Show who is subscribed to a channel on functions; for a presence channel, who is present.
         */
        get: operations["channel_v1_operators_channels__channel__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview/{game}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Overview
         * @description List all scheduled and running rooms of a game, with live figures (operator).
         */
        get: operations["overview_v1_overview__game__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview/{game}/{room}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Show one room with live figures, even if it is over (operator).
         */
        get: operations["one_v1_overview__game___room__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/players/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Show the tier of a player (operator).
         */
        get: operations["one_v1_players__username__get"];
        put?: never;
        post?: never;
        /**
         * Deleted
         * @description Delete all rows and objects of a player permanently (admin).
         */
        delete: operations["deleted_v1_players__username__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/players/{username}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Frozen
         * @description Archive a player now (support), no matter how recently the player was seen.
         *
         *     A player who is in a running room is refused as `playing`, with the `room`.
         */
        post: operations["frozen_v1_players__username__freeze_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/players/{username}/thaw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Thawed
         * @description Restore a player from the archive (support). This does not count as seeing the player.
         */
        post: operations["thawed_v1_players__username__thaw_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/players/{username}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exported
         * @description Export all data that is kept of a player, as one file (support).
         */
        get: operations["exported_v1_players__username__export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/friends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description List the caller's friends and whether they are online, open requests, and blocked players.
         */
        get: operations["listed_v1_friends_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/friends/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Asked
         * @description Send a friend request. If the other player has sent one already, this accepts it.
         */
        put: operations["asked_v1_friends__username__put"];
        post?: never;
        /**
         * Ended
         * @description End a friendship, withdraw a friend request, or reject one.
         */
        delete: operations["ended_v1_friends__username__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/friends/{username}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accepted
         * @description Accept a player's friend request.
         */
        post: operations["accepted_v1_friends__username__accept_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/friends/{username}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Blocked
         * @description Block a player. The blocked player is not told, and its requests stay unanswered.
         */
        put: operations["blocked_v1_friends__username__block_put"];
        post?: never;
        /**
         * Unblocked
         * @description Unblock a player, who may send a friend request again.
         */
        delete: operations["unblocked_v1_friends__username__block_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letter-operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asked
         * @description Redrive letters, or discard them (admin), within a minute. The act is recorded.
         */
        post: operations["asked_v1_letter_operations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/letter-operations/{operation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress
         * @description Show the progress of an operation.
         */
        get: operations["progress_v1_letter_operations__operation__get"];
        put?: never;
        post?: never;
        /**
         * Cancelled
         * @description Stop an operation before its next letter.
         */
        delete: operations["cancelled_v1_letter_operations__operation__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All Tiers
         * @description Show each tier's number of players and cost, and how long ago players were seen (operator).
         *
         *     With `cold_after`, in days, also show how many of them such a policy would archive.
         */
        get: operations["all_tiers_v1_tiers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AcceptedAnswer
         * @description A command will be carried out. Its outcome follows on the player's private channel.
         */
        AcceptedAnswer: {
            /**
             * Type
             * @constant
             */
            type: "accepted";
            /** Id */
            id: string;
        };
        /**
         * AccountAnswer
         * @description An account in minor units. `balance` includes `held`; `version` counts its changes.
         */
        AccountAnswer: {
            /** Currency */
            currency: string;
            balance: components["schemas"]["Amount"];
            held: components["schemas"]["Amount"];
            /** Version */
            version: number;
        };
        /**
         * ActAnswer
         * @description A record of an operator's act: `asked` is written before it, `ended` with its outcome.
         */
        ActAnswer: {
            /** Act */
            act: string;
            /**
             * Step
             * @enum {string}
             */
            step: "asked" | "ended";
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By */
            by: string;
            /**
             * Role
             * @enum {string}
             */
            role: "look" | "support" | "admin";
            /** What */
            what: string;
            /** About */
            about: string;
            /** Why */
            why: string;
            /** Outcome */
            outcome: string;
        };
        ActCursor: string;
        /**
         * ActsAnswer
         * @description Records of acts, the newest first. `before` asks for the next page; null on the last.
         */
        ActsAnswer: {
            /** Acts */
            acts: components["schemas"]["ActAnswer"][];
            /** Before */
            before: string | null;
        };
        /** Format: int64 */
        Amount: number | bigint;
        /**
         * AuditAnswer
         * @description The latest audit. `found` counts all differences; `differences` are the first 300.
         */
        AuditAnswer: {
            /**
             * State
             * @enum {string}
             */
            state: "running" | "done" | "failed";
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Answers */
            answers: string | null;
            /** Found */
            found: number;
            /** Differences */
            differences: components["schemas"]["DifferenceAnswer"][];
        };
        /**
         * AuditAskedAnswer
         * @description When the audit was requested. The first report with `answers` at or after it answers it.
         */
        AuditAskedAnswer: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
        };
        /**
         * BoardAnswer
         * @description Entries of a board. `columns` are the names of its further columns.
         *
         *     `stale`: the entries are from the last stored snapshot, taken at `as_of`.
         */
        BoardAnswer: {
            /** Entries */
            entries: components["schemas"]["RankedEntryAnswer"][];
            /** Size */
            size: number;
            /** Stale */
            stale: boolean;
            /** As Of */
            as_of: string | null;
            /**
             * Columns
             * @default []
             */
            columns: string[];
        };
        /** CatalogueAnswer */
        CatalogueAnswer: {
            /** Version */
            version: number;
            /** Items */
            items: number;
        };
        /**
         * CatalogueBody
         * @description The new and changed items of a version; all other items stay as they are.
         */
        CatalogueBody: {
            /** Items */
            items: components["schemas"]["DefinitionBody"][];
        };
        /**
         * ChannelAnswer
         * @description Subscribers of a channel on functions: `counted` were read; `more` says that others exist.
         *
         *     `present` is the number of players with a presence lease; null while the cache is unavailable.
         */
        ChannelAnswer: {
            /** Channel */
            channel: string;
            /** Counted */
            counted: number;
            /** More */
            more: boolean;
            /** Subscribers */
            subscribers: components["schemas"]["SubscriberAnswer"][];
            /** Present */
            present: number | null;
            /** Sample */
            sample: string[];
        };
        /**
         * CommandAnswer
         * @description A command that operators may send, and the schema of its frame.
         */
        CommandAnswer: {
            /** Type */
            type: string;
            /** About */
            about: string;
            /** Frame */
            frame: {
                [key: string]: unknown;
            };
        };
        /**
         * CommitAnswer
         * @description A commit as the event that the caller may see. Only operators get `by` and `command_id`.
         */
        CommitAnswer: {
            /** Position */
            position: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Event */
            event: string;
            /** Data */
            data: {
                [key: string]: unknown;
            };
            /**
             * By
             * @default
             */
            by: string;
            /**
             * Command Id
             * @default
             */
            command_id: string;
        };
        /** CurrencyAnswer */
        CurrencyAnswer: {
            /** Currency */
            currency: string;
        };
        /**
         * DefinitionBody
         * @description The definition of an item: `most` a player may have, and the slot in which one is worn.
         */
        DefinitionBody: {
            item: components["schemas"]["Item"];
            /** Stackable */
            stackable: boolean;
            most: components["schemas"]["Number"];
            slot?: components["schemas"]["Slot"] | null;
        };
        /**
         * DeletedAnswer
         * @description `result` is `deleted`, or why not. `sha256` is the hash of the player's exported data.
         */
        DeletedAnswer: {
            /** Result */
            result: string;
            /** Sha256 */
            sha256: string;
        };
        /**
         * DifferenceAnswer
         * @description A violated rule: `expected` is computed from the bookings, `found` is in the table.
         */
        DifferenceAnswer: {
            /** Rule */
            rule: string;
            /** Subject */
            subject: string;
            /** Expected */
            expected: string;
            /** Found */
            found: string;
        };
        /**
         * DoneAnswer
         * @description A command was carried out. The fields of its outcome stand beside `id`.
         */
        DoneAnswer: {
            /**
             * Type
             * @constant
             */
            type: "done";
            /** Id */
            id: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * EditBody
         * @description The new body of a letter, and the reason for the edit.
         */
        EditBody: {
            /** Body */
            body: string;
            /** Why */
            why: string;
        };
        /**
         * EntryAnswer
         * @description A transaction's change to an account, and the balance after it.
         */
        EntryAnswer: {
            /** Transaction */
            transaction: number;
            /** Kind */
            kind: string;
            amount: components["schemas"]["Amount"];
            balance: components["schemas"]["Amount"];
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * ErrorAnswer
         * @description The body of every error. `code` is part of the contract.
         */
        ErrorAnswer: {
            error: components["schemas"]["ErrorBody"];
        };
        /** ErrorBody */
        ErrorBody: {
            /** Code */
            code: string;
            /** Message */
            message: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ExplanationAnswer
         * @description Commits that changed a player's points, in order. `after` is null at the stream's end.
         */
        ExplanationAnswer: {
            /** Stream */
            stream: string;
            /** Steps */
            steps: components["schemas"]["ScoreStep"][];
            /** After */
            after: number | null;
        };
        /**
         * FactsAnswer
         * @description Commits as they are stored. Any next page begins after position `after` of `stream`.
         */
        FactsAnswer: {
            /** Commits */
            commits: {
                [key: string]: unknown;
            }[];
            /** Stream */
            stream: string;
            /** After */
            after: number;
        };
        /**
         * FriendAnswer
         * @description Another player as the caller sees it: `asked` by the caller, or `asks` the caller.
         *
         *     `online` is true only for friends.
         */
        FriendAnswer: {
            /** Username */
            username: string;
            /**
             * Standing
             * @enum {string}
             */
            standing: "friends" | "asked" | "asks" | "blocked";
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Online */
            online: boolean;
        };
        /**
         * FriendsAnswer
         * @description All friends, requests and blocks of a player, ordered by name.
         */
        FriendsAnswer: {
            /** Friends */
            friends: components["schemas"]["FriendAnswer"][];
        };
        /**
         * GameAnswer
         * @description A game of this stage: what operators can see of it and which commands they may send.
         */
        GameAnswer: {
            /** Name */
            name: string;
            /** Lists Rooms */
            lists_rooms: boolean;
            /** Board */
            board: boolean;
            /** Presence */
            presence: boolean;
            /** Reversible */
            reversible: boolean;
            /** Modes */
            modes: string[];
            /** Commands */
            commands: components["schemas"]["CommandAnswer"][];
        };
        /** GamesAnswer */
        GamesAnswer: {
            /** Games */
            games: components["schemas"]["GameAnswer"][];
        };
        /**
         * GrantAnswer
         * @description The tokens of a signed-in player. `expires_in` is in seconds.
         */
        GrantAnswer: {
            /** Player Id */
            player_id: string;
            /** Username */
            username: string;
            /** Token */
            token: string;
            /** Expires In */
            expires_in: number;
            /** Refresh Token */
            refresh_token: string;
        };
        /**
         * GroupAnswer
         * @description Dead letters of one workload with the same error.
         */
        GroupAnswer: {
            /** Workload */
            workload: string;
            /** Error */
            error: string;
            /** Count */
            count: number;
            /**
             * Oldest
             * Format: date-time
             */
            oldest: string;
        };
        /**
         * GuestBody
         * @description A guest's sign-up. The same `key` and username within ten minutes return the same guest.
         *
         *     During that time the key is a credential: make it of at least 128 random bits, for one sign-up.
         */
        GuestBody: {
            username: components["schemas"]["NewUsername"];
            key?: components["schemas"]["SignUpKey"] | null;
        };
        /**
         * HealthAnswer
         * @description Health of a stage. `cache` is false while the cache is unavailable; commands still work.
         */
        HealthAnswer: {
            /** Ok */
            ok: boolean;
            /** Stage */
            stage: string;
            /** Cache */
            cache: boolean;
        };
        /**
         * HoldingAnswer
         * @description An amount of a stackable item, or a single one with an `id`, worn if it has a `slot`.
         */
        HoldingAnswer: {
            /** Item */
            item: string;
            amount: components["schemas"]["Amount"];
            /** Id */
            id: string;
            /** Slot */
            slot: string | null;
        };
        /**
         * InventoryAnswer
         * @description Items of a player, by item and id. `after` asks for the next page; null on the last.
         */
        InventoryAnswer: {
            /** Things */
            things: components["schemas"]["HoldingAnswer"][];
            /** After */
            after: string | null;
        };
        Item: string;
        /**
         * KeyAnswer
         * @description A new key. The server shows it only in this answer.
         */
        KeyAnswer: {
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "look" | "support" | "admin";
            /** Given By */
            given_by: string;
            /**
             * Given At
             * Format: date-time
             */
            given_at: string;
            /**
             * Ends
             * Format: date-time
             */
            ends: string;
            /** Key */
            key: string;
        };
        /**
         * KeyBody
         * @description The role of a new key, and the days for which it is valid.
         */
        KeyBody: {
            /**
             * Role
             * @enum {string}
             */
            role: "look" | "support" | "admin";
            /**
             * Days
             * @default 90
             */
            days: number;
        };
        /**
         * LedgerAnswer
         * @description An account's entries, the newest first. `before` asks for the next page; null on the last.
         */
        LedgerAnswer: {
            /** Entries */
            entries: components["schemas"]["EntryAnswer"][];
            /** Before */
            before: number | null;
        };
        /**
         * LetterAnswer
         * @description A dead letter without its body.
         */
        LetterAnswer: {
            /** Id */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Workload */
            workload: string;
            /**
             * Source
             * @enum {string}
             */
            source: "queue" | "record";
            /** Error */
            error: string;
            /** Stream */
            stream: string;
            /** Player */
            player: string;
            /** Trace */
            trace: string;
            /** Position */
            position: number;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "redriven" | "discarded";
            /** Why */
            why: string;
            /** Edited By */
            edited_by: string;
        };
        LetterId: string;
        /**
         * LettersAnswer
         * @description All groups of dead letters, and the oldest of the requested ones.
         *
         *     Only the oldest 5,000 letters are read; `more` says that there are others.
         */
        LettersAnswer: {
            /** Groups */
            groups: components["schemas"]["GroupAnswer"][];
            /** Letters */
            letters: components["schemas"]["LetterAnswer"][];
            /** More */
            more: boolean;
        };
        Limit: number;
        /**
         * ListedRoom
         * @description A room, with fields of its game.
         */
        ListedRoom: {
            /** Room */
            room: string;
            /** Title */
            title: string;
            phase: components["schemas"]["Phase"];
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            /** Start Announced */
            start_announced: boolean;
            /** End Announced */
            end_announced: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * ListingAnswer
         * @description Items for sale, only as a whole. `seller` is a player's id.
         */
        ListingAnswer: {
            /** Listing */
            listing: number;
            /** Seller */
            seller: string;
            /** Item */
            item: string;
            /** Id */
            id: string;
            amount: components["schemas"]["Amount"];
            /** Currency */
            currency: string;
            price: components["schemas"]["Amount"];
            /**
             * Expires
             * Format: date-time
             */
            expires: string;
        };
        ListingCursor: string;
        /**
         * ListingsAnswer
         * @description Listings, the cheapest first. `after` asks for the next page; null on the last.
         */
        ListingsAnswer: {
            /** Listings */
            listings: components["schemas"]["ListingAnswer"][];
            /** After */
            after: string | null;
        };
        /**
         * LiveAnswer
         * @description Live figures of a room: the top of its board, its events, and the state of its slot's owner.
         *
         *     `events_per_second` is the mean of about ten seconds. `idle_seconds` is the time since the
         *     newest event, `lag_seconds` the age of that event when it was counted. `silent_seconds` is the
         *     time since the slot's owner last reported; null while it reports, and if slots have no owners.
         */
        LiveAnswer: {
            /** Players */
            players: number;
            /** Leader */
            leader: string | null;
            /** Points */
            points: number;
            /** Columns */
            columns: number[];
            /** Events Per Second */
            events_per_second: number;
            /** Idle Seconds */
            idle_seconds: number | null;
            /** Lag Seconds */
            lag_seconds: number;
            /** Silent Seconds */
            silent_seconds: number | null;
        };
        /**
         * LookAnswer
         * @description A room. `live` is null if its figures are unknown, for example without the cache.
         */
        LookAnswer: {
            /** Room */
            room: string;
            /** Title */
            title: string;
            phase: components["schemas"]["Phase"];
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             */
            ends_at: string;
            live: components["schemas"]["LiveAnswer"] | null;
        };
        /**
         * MeAnswer
         * @description The calling operator's name and role.
         */
        MeAnswer: {
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "look" | "support" | "admin";
            /** Stage */
            stage: string;
        };
        /** Format: date-time */
        Moment: string;
        /**
         * MovedAnswer
         * @description The outcome of a move: `result` is the tier reached, or the reason why it was not.
         */
        MovedAnswer: {
            /** Result */
            result: string;
            player: components["schemas"]["shared__wire__players_http__PlayerAnswer"];
        };
        Name: string;
        NewUsername: components["schemas"]["Username"];
        Number: number;
        /**
         * OfferBody
         * @description Whether the player accepts the offered match.
         */
        OfferBody: {
            /** Accepts */
            accepts: boolean;
        };
        /** OidcBody */
        OidcBody: {
            /** Id Token */
            id_token: string;
            username?: components["schemas"]["NewUsername"] | null;
        };
        /**
         * OperationAnswer
         * @description An operation on dead letters, and its progress.
         */
        OperationAnswer: {
            /** Id */
            id: string;
            /**
             * Act
             * @enum {string}
             */
            act: "redrive" | "discard";
            /** By */
            by: string;
            /** Why */
            why: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Most */
            most: number;
            /** Rate */
            rate: number;
            /**
             * State
             * @enum {string}
             */
            state: "asked" | "running" | "done" | "cancelled";
            /** Done */
            done: number;
            /** Failed */
            failed: number;
        };
        /**
         * OperationBody
         * @description Which letters to redrive or discard: by `ids`, or all of a workload or an error.
         *
         *     The operation handles at most `most` letters, the oldest first, at `rate` letters a second.
         */
        OperationBody: {
            /**
             * Act
             * @enum {string}
             */
            act: "redrive" | "discard";
            /** Why */
            why: string;
            /**
             * Ids
             * @default []
             */
            ids: components["schemas"]["LetterId"][];
            /** @default  */
            workload: components["schemas"]["Name"];
            /** @default  */
            error: components["schemas"]["Name"];
            /**
             * Most
             * @default 1
             */
            most: number;
            /**
             * Rate
             * @default 10
             */
            rate: number;
        };
        /**
         * OperatorAnswer
         * @description An operator who has a key of their own.
         */
        OperatorAnswer: {
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "look" | "support" | "admin";
            /** Given By */
            given_by: string;
            /**
             * Given At
             * Format: date-time
             */
            given_at: string;
            /**
             * Ends
             * Format: date-time
             */
            ends: string;
        };
        OperatorName: string;
        /** OperatorsAnswer */
        OperatorsAnswer: {
            /** Operators */
            operators: components["schemas"]["OperatorAnswer"][];
        };
        /**
         * OverviewAnswer
         * @description All scheduled and running rooms. `stale`: as last stored, since the cache is unavailable.
         */
        OverviewAnswer: {
            /** Rooms */
            rooms: components["schemas"]["LookAnswer"][];
            /** Stale */
            stale: boolean;
        };
        /** @enum {string} */
        Phase: "scheduled" | "running" | "ended";
        /**
         * PlaceAnswer
         * @description Where a player stands in matchmaking: waiting, with an offer to accept, or with a room.
         */
        PlaceAnswer: {
            /** Waits */
            waits: boolean;
            /** Since */
            since: string | null;
            /** Offer */
            offer: string | null;
            /** Accept By */
            accept_by: string | null;
            /** Accepted */
            accepted: boolean;
            /** Room */
            room: string | null;
        };
        Position: number;
        Radius: number;
        /**
         * RankedEntryAnswer
         * @description An entry of a board. `columns` are its values in the board's further columns, if any.
         */
        RankedEntryAnswer: {
            /** Member */
            member: string;
            /** Points */
            points: number;
            /** Rank */
            rank: number;
            /**
             * Columns
             * @default []
             */
            columns: number[];
        };
        /** RefreshBody */
        RefreshBody: {
            /** Refresh Token */
            refresh_token: string;
        };
        /**
         * RehearsalAnswer
         * @description What the workload would do with a letter now. Nothing was written.
         */
        RehearsalAnswer: {
            /** Commits */
            commits: {
                [key: string]: unknown;
            }[];
            /** Queued */
            queued: {
                [key: string]: number;
            };
            /** Error */
            error: string;
        };
        /**
         * ReplayAnswer
         * @description The state of a stream at `position`, with the last commits up to it, at most 100.
         */
        ReplayAnswer: {
            /** Stream */
            stream: string;
            /** Position */
            position: number;
            /** State */
            state: {
                [key: string]: unknown;
            } | null;
            /** Commits */
            commits: components["schemas"]["CommitAnswer"][];
        };
        /**
         * ResultsAnswer
         * @description The result of each order, in the order of the batch; one result for a single order.
         */
        ResultsAnswer: {
            /** Results */
            results: {
                [key: string]: unknown;
            }[];
        };
        /**
         * ReversalBody
         * @description Which commit of the player's stream to undo, and why.
         */
        ReversalBody: {
            username: components["schemas"]["Username"];
            /** Position */
            position: number;
            /** Reason */
            reason: string;
        };
        RoomCursor: string;
        RoomName: string;
        /**
         * RoomsAnswer
         * @description A page of rooms. `after` asks for the next page; null on the last.
         */
        RoomsAnswer: {
            /** Rooms */
            rooms: components["schemas"]["ListedRoom"][];
            /** After */
            after: string | null;
        };
        /**
         * RosterAnswer
         * @description Players of a room, ordered by name. `after` asks for the next page; null on the last.
         *
         *     `counted` is how many players were searched; `more` says that the room has others.
         */
        RosterAnswer: {
            /** Players */
            players: string[];
            /** After */
            after: string | null;
            /** Counted */
            counted: number;
            /** More */
            more: boolean;
        };
        /**
         * ScoreStep
         * @description A commit that changed a player's points, with the stored names of its facts.
         */
        ScoreStep: {
            /** Position */
            position: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Facts */
            facts: string[];
            /** By */
            by: string;
            /** Command Id */
            command_id: string;
            /** Points */
            points: number;
            /** Columns */
            columns: number[];
        };
        /**
         * SeenAnswer
         * @description Players outside the archive who were last seen `days` days ago.
         */
        SeenAnswer: {
            /** Days */
            days: number;
            /** Players */
            players: number;
        };
        /**
         * SessionAnswer
         * @description An operator's session. `token` goes into `Authorization: Bearer`; `expires_in` is seconds.
         */
        SessionAnswer: {
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "look" | "support" | "admin";
            /** Token */
            token: string;
            /** Expires In */
            expires_in: number;
        };
        /** SessionBody */
        SessionBody: {
            /** Id Token */
            id_token: string;
        };
        SignUpKey: string;
        Slot: string;
        /**
         * StandingAnswer
         * @description The relation of the two players now: `friends`, `asked` or `none`.
         */
        StandingAnswer: {
            /** Standing */
            standing: string;
        };
        /**
         * StoredAnswer
         * @description The latest object of a player in the archive. `sha256` is the hash of its bytes.
         */
        StoredAnswer: {
            /** Url */
            url: string;
            /** Sha256 */
            sha256: string;
            /** Bytes */
            bytes: number;
            /** Schema Version */
            schema_version: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        StreamId: string;
        /** SubscriberAnswer */
        SubscriberAnswer: {
            /** Channel */
            channel: string;
            /** Username */
            username: string;
            /** Connection */
            connection: string;
            /** Offset */
            offset: number;
        };
        ThingCursor: string;
        /**
         * TicketAnswer
         * @description A ticket for one socket, to be opened at `{url}?ticket={ticket}` in `expires_in` seconds.
         */
        TicketAnswer: {
            /** Ticket */
            ticket: string;
            /** Url */
            url: string;
            /** Expires In */
            expires_in: number;
        };
        /**
         * TicketBody
         * @description The room to be played. Its size decides which host the socket is opened at.
         */
        TicketBody: {
            room?: components["schemas"]["RoomName"] | null;
        };
        /**
         * TierAnswer
         * @description A tier: bytes of its objects in S3, and dollars a month for its rows and objects.
         */
        TierAnswer: {
            /** Tier */
            tier: string;
            /** Players */
            players: number;
            /** Bytes */
            bytes: number;
            /** Dollars */
            dollars: number;
        };
        /**
         * TiersAnswer
         * @description All tiers. `seen` and `what_if` are estimated from a sample.
         *
         *     Archiving a player who comes back pays off if the player was away for `break_even_months`.
         */
        TiersAnswer: {
            /** Idle Days */
            idle_days: number;
            /** Cold After Days */
            cold_after_days: number;
            /** Break Even Months */
            break_even_months: number;
            /** Tiers */
            tiers: components["schemas"]["TierAnswer"][];
            /** Seen */
            seen: components["schemas"]["SeenAnswer"][];
            what_if: components["schemas"]["WhatIfAnswer"] | null;
        };
        Username: string;
        /** WalletAnswer */
        WalletAnswer: {
            /** Accounts */
            accounts: components["schemas"]["AccountAnswer"][];
        };
        /**
         * WhatIfAnswer
         * @description How many of the `here` players outside the archive a policy would archive.
         *
         *     It would cost `once` dollars once, and save `saved` dollars a month.
         */
        WhatIfAnswer: {
            /** Cold After Days */
            cold_after_days: number;
            /** Here */
            here: number;
            /** Archived */
            archived: number;
            /** Once */
            once: number;
            /** Saved */
            saved: number;
        };
        Who: string;
        /**
         * WholeLetterAnswer
         * @description A dead letter with its body, which is null once its retention is over.
         *
         *     `body` is what the workload would receive; `original` is the body before an edit, if any.
         */
        WholeLetterAnswer: {
            letter: components["schemas"]["LetterAnswer"];
            /** Body */
            body: string | null;
            /** Original */
            original?: string | null;
        };
        /**
         * WishBody
         * @description Party and region with which a player waits. A party waits once all its members sent the same.
         *
         *     `waited_seconds` is the time already waited, in case the server has lost it.
         */
        WishBody: {
            /**
             * Party
             * @default []
             */
            party: components["schemas"]["Username"][];
            /**
             * Region
             * @default any
             */
            region: string;
            /**
             * Waited Seconds
             * @default 0
             */
            waited_seconds: number;
        };
        /**
         * PlayerAnswer
         * @description A player's account. `connection` is the id of the live connection, null without one.
         */
        shared__wire__operators_http__PlayerAnswer: {
            /** Player Id */
            player_id: string;
            /** Username */
            username: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Guest */
            guest: boolean;
            /** Connection */
            connection: string | null;
            /** Connected At */
            connected_at: string | null;
            /** Channels */
            channels: string[];
        };
        /**
         * PlayerAnswer
         * @description A player's tier. `due` is when the archiver next checks the player.
         *
         *     `reason` is why the last move to another tier failed, if it did.
         */
        shared__wire__players_http__PlayerAnswer: {
            /** Player */
            player: string;
            /** Tier */
            tier: string;
            /** Version */
            version: number;
            /**
             * Seen
             * Format: date-time
             */
            seen: string;
            /** Due */
            due: string | null;
            /** Thaws */
            thaws: number;
            /** Reason */
            reason: string;
            object: components["schemas"]["StoredAnswer"] | null;
        };
        /**
         * CodebattleJoinBattle
         * @description Join a battle, or return to it.
         */
        CodebattleJoinBattle: {
            /** @enum {unknown} */
            type: "codebattle.join";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * CodebattleAnswer
         * @description Answer a question of a running battle.
         */
        CodebattleAnswer: {
            /** @enum {unknown} */
            type: "codebattle.answer";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            question: string;
            answer: string;
        };
        /**
         * CodebattleAttack
         * @description Shoot an arrow at another participant.
         */
        CodebattleAttack: {
            /** @enum {unknown} */
            type: "codebattle.attack";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            /** @description a player's name */
            target: string;
        };
        /**
         * CodebattleLeaveBattle
         * @description Leave a battle. The player keeps its points and its place on the board.
         */
        CodebattleLeaveBattle: {
            /** @enum {unknown} */
            type: "codebattle.leave";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * Question
         * @description A question. Players never receive its `answers` (see `view.py`).
         */
        Question: {
            id: string;
            prompt: string;
            answers: string[];
            /** @default [] */
            choices: string[];
            /** @default 10 */
            points: number;
        };
        /**
         * Rules
         * @description Rules of a battle. `arrow_every`, `shield_every`: solved questions to earn one; 0: never.
         */
        Rules: {
            /** @default 1 */
            arrows_at_start: number;
            /** @default 1 */
            shields_at_start: number;
            /** @default 1 */
            arrow_every: number;
            /** @default 3 */
            shield_every: number;
            /** @default 1 */
            attack_points: number;
            /** @default 3 */
            tries_per_question: number;
            /** @default 20 */
            max_arrows: number;
            /** @default 5 */
            max_shields: number;
        };
        /**
         * CodebattleScheduleBattle
         * @description Announce a battle. Its room appears in the list, and players may join.
         */
        CodebattleScheduleBattle: {
            /** @enum {unknown} */
            type: "codebattle.schedule";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            title: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            questions: components["schemas"]["Question"][];
            rules?: components["schemas"]["Rules"];
        };
        /**
         * CodebattleReplaceQuestions
         * @description Replace all questions; refused from ten seconds before the start on.
         */
        CodebattleReplaceQuestions: {
            /** @enum {unknown} */
            type: "codebattle.replace_questions";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            questions: components["schemas"]["Question"][];
        };
        /**
         * CodebattleEndEarly
         * @description End a battle early, ten seconds from now: by then every process knows of it.
         */
        CodebattleEndEarly: {
            /** @enum {unknown} */
            type: "codebattle.end";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * HuntJoinHunt
         * @description Join a hunt, before its start or while it runs.
         */
        HuntJoinHunt: {
            /** @enum {unknown} */
            type: "hunt.join";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * HuntMove
         * @description Move to an adjacent cell.
         */
        HuntMove: {
            /** @enum {unknown} */
            type: "hunt.move";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            x: number;
            y: number;
        };
        /**
         * HuntSearch
         * @description Search the cells around you for treasures.
         */
        HuntSearch: {
            /** @enum {unknown} */
            type: "hunt.search";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * HuntDig
         * @description Dig in the cell where you stand.
         */
        HuntDig: {
            /** @enum {unknown} */
            type: "hunt.dig";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * HuntSolve
         * @description Answer the riddle of a treasure that you have dug up.
         */
        HuntSolve: {
            /** @enum {unknown} */
            type: "hunt.solve";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            treasure: string;
            answer: string;
        };
        /**
         * HuntClaimTreasure
         * @description Claim a rival treasure that you have dug up. Only the first to claim it gets it.
         */
        HuntClaimTreasure: {
            /** @enum {unknown} */
            type: "hunt.claim";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            treasure: string;
        };
        /**
         * Points
         * @description Gives the seeker points.
         */
        Points: {
            /** @enum {unknown} */
            do: "points";
            amount: number;
        };
        /**
         * Refresh
         * @description Gives the seeker energy.
         */
        Refresh: {
            /** @enum {unknown} */
            do: "refresh";
            energy: number;
        };
        /**
         * Reveal
         * @description Shows the seeker where another treasure is.
         */
        Reveal: {
            /** @enum {unknown} */
            do: "reveal";
            treasure: string;
        };
        /**
         * Taken
         * @description True if the seeker has taken at least `count` treasures of a kind.
         */
        Taken: {
            /** @enum {unknown} */
            is: "taken";
            kind: string;
            /** @default 1 */
            count: number;
        };
        /**
         * Holds
         * @description True if the seeker has at least `count` of an item.
         */
        Holds: {
            /** @enum {unknown} */
            is: "holds";
            item: string;
            /** @default 1 */
            count: number;
        };
        /**
         * Scored
         * @description True if the seeker has at least `points` points.
         */
        Scored: {
            /** @enum {unknown} */
            is: "scored";
            points: number;
        };
        /**
         * Rested
         * @description True if the seeker has at least `energy` energy.
         */
        Rested: {
            /** @enum {unknown} */
            is: "rested";
            energy: number;
        };
        /**
         * Elapsed
         * @description True once `seconds` have passed since the start of the hunt.
         */
        Elapsed: {
            /** @enum {unknown} */
            is: "elapsed";
            seconds: number;
        };
        /**
         * Kind
         * @description A kind of treasure.
         *
         *     Attributes:
         *         gives: the effects on a seeker who takes one.
         *         needs: predicates that must all hold for a seeker to dig one up.
         *         rival: only the first seeker to claim one gets it; otherwise every seeker can take it.
         *         radius: number of steps from which a search finds one.
         *         cooldown: seconds after taking one in which the seeker can take no other of the kind.
         */
        Kind: {
            gives: (components["schemas"]["Points"] | {
                /** @enum {unknown} */
                do: "item";
                item: string;
                /** @default 1 */
                count: number;
            } | components["schemas"]["Refresh"] | components["schemas"]["Reveal"])[];
            /** @default [] */
            needs: (components["schemas"]["Taken"] | components["schemas"]["Holds"] | components["schemas"]["Scored"] | components["schemas"]["Rested"] | components["schemas"]["Elapsed"])[];
            /** @default false */
            rival: boolean;
            /** @default 1 */
            radius: number;
            /** @default 0 */
            cooldown: number;
        };
        /**
         * Treasure
         * @description A treasure and where it is buried. If it has `answers`, its riddle must be solved first.
         */
        Treasure: {
            id: string;
            kind: string;
            x: number;
            y: number;
            title: string;
            /** @default  */
            riddle: string;
            /** @default [] */
            answers: string[];
        };
        /**
         * Energy
         * @description A seeker's energy. It grows by one each `regain` seconds up to `most`; actions use it up.
         */
        Energy: {
            /** @default 100 */
            most: number;
            /** @default 100 */
            start: number;
            /** @default 3 */
            regain: number;
            /** @default 4 */
            search: number;
            /** @default 6 */
            dig: number;
            /** @default 2 */
            solve: number;
        };
        /**
         * HuntPlanHunt
         * @description Announce a hunt with its rules. Players may join at once.
         */
        HuntPlanHunt: {
            /** @enum {unknown} */
            type: "hunt.plan";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            title: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            /**
             * Rules
             * @description A hunt's rules.
             *
             *     Attributes:
             *         land: the map: a string for each row, a letter for each cell.
             *         terrain: energy for a step onto a cell with this letter; other letters can't be entered.
             *         x, y: the cell where seekers begin.
             *         hint: a search tells the distance of the nearest treasure within this many steps.
             *         tries: wrong answers that a seeker may give to each riddle.
             *         finish: a seeker for whom all of these hold has finished; empty: nobody has before the end.
             *         ends_with: the rival treasure whose claim ends the hunt.
             */
            rules: {
                land: string[];
                terrain: {
                    [key: string]: number;
                };
                kinds: {
                    [key: string]: components["schemas"]["Kind"];
                };
                treasures: components["schemas"]["Treasure"][];
                /** @default 0 */
                x: number;
                /** @default 0 */
                y: number;
                energy?: components["schemas"]["Energy"];
                /** @default 0 */
                hint: number;
                /** @default 3 */
                tries: number;
                /** @default [] */
                finish: (components["schemas"]["Taken"] | components["schemas"]["Holds"] | components["schemas"]["Scored"] | components["schemas"]["Rested"] | components["schemas"]["Elapsed"])[];
                ends_with?: string | null;
            };
        };
        /**
         * HuntChangeRules
         * @description Replace the rules of a hunt. Treasures that are already buried stay as they are.
         */
        HuntChangeRules: {
            /** @enum {unknown} */
            type: "hunt.change_rules";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            /**
             * Rules
             * @description A hunt's rules.
             *
             *     Attributes:
             *         land: the map: a string for each row, a letter for each cell.
             *         terrain: energy for a step onto a cell with this letter; other letters can't be entered.
             *         x, y: the cell where seekers begin.
             *         hint: a search tells the distance of the nearest treasure within this many steps.
             *         tries: wrong answers that a seeker may give to each riddle.
             *         finish: a seeker for whom all of these hold has finished; empty: nobody has before the end.
             *         ends_with: the rival treasure whose claim ends the hunt.
             */
            rules: {
                land: string[];
                terrain: {
                    [key: string]: number;
                };
                kinds: {
                    [key: string]: components["schemas"]["Kind"];
                };
                treasures: components["schemas"]["Treasure"][];
                /** @default 0 */
                x: number;
                /** @default 0 */
                y: number;
                energy?: components["schemas"]["Energy"];
                /** @default 0 */
                hint: number;
                /** @default 3 */
                tries: number;
                /** @default [] */
                finish: (components["schemas"]["Taken"] | components["schemas"]["Holds"] | components["schemas"]["Scored"] | components["schemas"]["Rested"] | components["schemas"]["Elapsed"])[];
                ends_with?: string | null;
            };
        };
        /**
         * HuntEndEarly
         * @description End a hunt early, ten seconds from now: by then every process knows of it.
         */
        HuntEndEarly: {
            /** @enum {unknown} */
            type: "hunt.end";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * InboxOpenInbox
         * @description Create your inbox before its first notice, so that a client can subscribe to it.
         */
        InboxOpenInbox: {
            /** @enum {unknown} */
            type: "inbox.open";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * InboxMarkRead
         * @description Mark all notices up to the number `through` as read.
         */
        InboxMarkRead: {
            /** @enum {unknown} */
            type: "inbox.read";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            through: number;
        };
        /**
         * LadderEnter
         * @description Enter the ladder of a season before your first contest.
         */
        LadderEnter: {
            /** @enum {unknown} */
            type: "ladder.enter";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * MatchJoinMatch
         * @description Join a match with up to two items, or return to it.
         */
        MatchJoinMatch: {
            /** @enum {unknown} */
            type: "match.join";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            /** @default [] */
            items: ("boots" | "bow" | "potion" | "shield")[];
        };
        /**
         * Move
         * @description Step to an adjacent square, or up to two squares away with boots.
         */
        Move: {
            /** @enum {unknown} */
            kind: "move";
            x: number;
            y: number;
        };
        /**
         * Strike
         * @description Hit a fighter on an adjacent square, or up to four squares away with a bow.
         */
        Strike: {
            /** @enum {unknown} */
            kind: "strike";
            target: string;
        };
        /**
         * Guard
         * @description Halve the damage of each blow, until your next action.
         */
        Guard: {
            /** @enum {unknown} */
            kind: "guard";
        };
        /**
         * Drink
         * @description Drink the potion, which heals.
         */
        Drink: {
            /** @enum {unknown} */
            kind: "drink";
        };
        /**
         * Wait
         * @description Do nothing. A player who chooses too late waits, too.
         */
        Wait: {
            /** @enum {unknown} */
            kind: "wait";
        };
        /**
         * MatchAct
         * @description Choose an action. `seq` counts your actions in this match from 1, without gaps.
         */
        MatchAct: {
            /** @enum {unknown} */
            type: "match.act";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            seq: number;
            action: components["schemas"]["Move"] | components["schemas"]["Strike"] | components["schemas"]["Guard"] | components["schemas"]["Drink"] | components["schemas"]["Wait"];
        };
        /**
         * MatchLeaveMatch
         * @description Leave a match, which forfeits it.
         */
        MatchLeaveMatch: {
            /** @enum {unknown} */
            type: "match.leave";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * Plan
         * @description Settings of a match. `teams` names the players; if empty, the first to join play, each alone.
         *
         *     In style `rounds`, all players choose in secret, within `turn_seconds`.
         */
        Plan: {
            /**
             * @default rounds
             * @enum {unknown}
             */
            style: "at_once" | "rounds";
            /** @default 2 */
            seats: number;
            /** @default [] */
            teams: string[][];
            /** @default 20 */
            turn_seconds: number;
        };
        /**
         * MatchOpenMatch
         * @description Open a match for the teams that the plan names, or for the first players to join.
         *
         *     Players may join until `come_by`, at most a day away. With `gear`, the items that named
         *     players wear count. Players who wait in `queue` and `region` may fill a place that gets free.
         */
        MatchOpenMatch: {
            /** @enum {unknown} */
            type: "match.open";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            plan?: components["schemas"]["Plan"];
            come_by?: string | null;
            /** @default false */
            gear: boolean;
            /** @default  */
            queue: string;
            /** @default  */
            region: string;
        };
        /**
         * TournamentRegister
         * @description Register for the tournament.
         */
        TournamentRegister: {
            /** @enum {unknown} */
            type: "tournament.register";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * TournamentCheckIn
         * @description Check in while check-in is open.
         */
        TournamentCheckIn: {
            /** @enum {unknown} */
            type: "tournament.check_in";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * TournamentWithdraw
         * @description Withdraw from the tournament.
         */
        TournamentWithdraw: {
            /** @enum {unknown} */
            type: "tournament.withdraw";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * TournamentDispute
         * @description Dispute the result of your match. An operator decides.
         */
        TournamentDispute: {
            /** @enum {unknown} */
            type: "tournament.dispute";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            number: number;
            index: number;
        };
        /**
         * TournamentCreate
         * @description Announce a tournament. Players may register until it starts. A season ends at `ends_at`.
         */
        TournamentCreate: {
            /** @enum {unknown} */
            type: "tournament.create";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            /**
             * Plan
             * @description Settings of a tournament, given by an operator.
             *
             *     Attributes:
             *         most: maximum number of entrants.
             *         check_in_minutes: minutes before the start in which entrants must check in; 0: no check-in.
             *         round_minutes: maximum duration of a round. Players without a result then are no-shows.
             *         dispute_minutes: minutes after a round's last result in which results may be disputed.
             *         rounds: rounds of a Swiss tournament; 0: as many as leave one player undefeated.
             *         heat, advance: number of players in a heat, and how many of them advance.
             *         game: the game whose matches decide; empty: operators enter the results.
             *         ladder: the game's mode whose ratings seed the entrants, and rank a season; empty: seeded
             *             by order of registration.
             *         prizes: prize of each place, from the first on, in the minor units of `currency`.
             */
            plan: {
                title: string;
                /**
                 * @default single
                 * @enum {unknown}
                 */
                format: "double" | "heats" | "round_robin" | "season" | "single" | "swiss";
                /** @default 64 */
                most: number;
                /** @default 0 */
                check_in_minutes: number;
                /** @default 30 */
                round_minutes: number;
                /** @default 0 */
                dispute_minutes: number;
                /** @default 0 */
                rounds: number;
                /** @default 8 */
                heat: number;
                /** @default 2 */
                advance: number;
                /** @default  */
                game: string;
                /** @default  */
                ladder: string;
                /** @default [] */
                prizes: number[];
                /** @default  */
                currency: string;
            };
            /** Format: date-time */
            starts_at: string;
            ends_at?: string | null;
        };
        /**
         * TournamentStart
         * @description Close registration and start now. If there is a check-in, only checked-in players play.
         */
        TournamentStart: {
            /** @enum {unknown} */
            type: "tournament.start";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
        };
        /**
         * TournamentDisqualify
         * @description Disqualify a player.
         */
        TournamentDisqualify: {
            /** @enum {unknown} */
            type: "tournament.disqualify";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            /** @description a player's name */
            player: string;
        };
        /**
         * TournamentRule
         * @description Set the result of a match of the current round; it replaces any earlier result.
         */
        TournamentRule: {
            /** @enum {unknown} */
            type: "tournament.rule";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            number: number;
            index: number;
            places: number[];
        };
        /**
         * TournamentOverturn
         * @description Set the result of a match of an earlier round. All rounds after that one become void.
         */
        TournamentOverturn: {
            /** @enum {unknown} */
            type: "tournament.overturn";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            number: number;
            index: number;
            places: number[];
        };
        /**
         * TournamentStop
         * @description End the tournament now, without a winner and without prizes.
         */
        TournamentStop: {
            /** @enum {unknown} */
            type: "tournament.stop";
            /** @description chosen by the client; a repeat has no second effect */
            id: string;
            room: string;
            trace?: string | null;
            /** @default  */
            reason: string;
        };
        /**
         * ShownQuestion
         * @description A question without its answers.
         */
        ShownQuestion: {
            id: string;
            prompt: string;
            choices: string[];
            points: number;
        };
        /**
         * BattleView
         * @description A battle as everybody sees it. `questions` is empty before the start.
         */
        BattleView: {
            battle: string;
            title: string;
            /** @enum {unknown} */
            phase: "ended" | "running" | "scheduled";
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            rules: components["schemas"]["Rules"];
            questions: components["schemas"]["ShownQuestion"][];
        };
        /**
         * OwnView
         * @description A participant, as the participant itself and operators see it.
         */
        OwnView: {
            battle: string;
            username: string;
            /** Format: date-time */
            joined_at: string;
            points: number;
            arrows: number;
            shields: number;
            active: boolean;
            solved: string[];
            tries: {
                [key: string]: number;
            };
        };
        /**
         * OthersView
         * @description A participant as others see it: without arrows, shields and which questions it solved.
         */
        OthersView: {
            battle: string;
            username: string;
            points: number;
            active: boolean;
            solved: number;
        };
        /**
         * Costs
         * @description Maximum energy, seconds to regain one, and the energy that each action costs.
         */
        Costs: {
            most: number;
            regain: number;
            search: number;
            dig: number;
            solve: number;
        };
        /**
         * KindView
         * @description A kind of treasure, and how many of it are buried. What it reveals is not shown.
         */
        KindView: {
            points: number;
            buried: number;
            rival: boolean;
            radius: number;
            cooldown: number;
            needs: string[];
            items: {
                [key: string]: number;
            };
        };
        /**
         * Claim
         * @description A rival treasure that `holder` has claimed.
         */
        Claim: {
            title: string;
            kind: string;
            holder: string;
        };
        /**
         * HuntView
         * @description A hunt as everybody sees it: the land, the kinds of treasures, and who claimed which.
         */
        HuntView: {
            hunt: string;
            title: string;
            /** @enum {unknown} */
            phase: "ended" | "running" | "scheduled";
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            version: number;
            land: string[];
            terrain: {
                [key: string]: number;
            };
            energy: components["schemas"]["Costs"];
            kinds: {
                [key: string]: components["schemas"]["KindView"];
            };
            claims: {
                [key: string]: components["schemas"]["Claim"];
            };
        };
        /**
         * PlanView
         * @description A hunt as operators see it, with all its rules.
         */
        PlanView: {
            hunt: string;
            title: string;
            /** @enum {unknown} */
            phase: "ended" | "running" | "scheduled";
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            version: number;
            /**
             * Rules
             * @description A hunt's rules.
             *
             *     Attributes:
             *         land: the map: a string for each row, a letter for each cell.
             *         terrain: energy for a step onto a cell with this letter; other letters can't be entered.
             *         x, y: the cell where seekers begin.
             *         hint: a search tells the distance of the nearest treasure within this many steps.
             *         tries: wrong answers that a seeker may give to each riddle.
             *         finish: a seeker for whom all of these hold has finished; empty: nobody has before the end.
             *         ends_with: the rival treasure whose claim ends the hunt.
             */
            rules: {
                land: string[];
                terrain: {
                    [key: string]: number;
                };
                kinds: {
                    [key: string]: components["schemas"]["Kind"];
                };
                treasures: components["schemas"]["Treasure"][];
                /** @default 0 */
                x: number;
                /** @default 0 */
                y: number;
                energy?: components["schemas"]["Energy"];
                /** @default 0 */
                hint: number;
                /** @default 3 */
                tries: number;
                /** @default [] */
                finish: (components["schemas"]["Taken"] | components["schemas"]["Holds"] | components["schemas"]["Scored"] | components["schemas"]["Rested"] | components["schemas"]["Elapsed"])[];
                ends_with?: string | null;
            };
            claims: {
                [key: string]: components["schemas"]["Claim"];
            };
        };
        /**
         * EnergyView
         * @description A seeker's energy at the time `since`. From then on it grows by one each `regain` seconds.
         */
        EnergyView: {
            level: number;
            /** Format: date-time */
            since: string;
        };
        /**
         * Clue
         * @description A treasure known to a seeker. `stage` is how far the seeker has got with it.
         */
        Clue: {
            treasure: string;
            kind: string;
            title: string;
            x: number;
            y: number;
            rival: boolean;
            riddle: string;
            /** @enum {unknown} */
            stage: "found" | "solved" | "taken" | "unearthed";
        };
        /**
         * RivalView
         * @description A rival treasure that has been claimed, as operators see it.
         */
        RivalView: {
            treasure: string;
            title: string;
            kind: string;
            holder: string;
            changes: number;
        };
        /** NoticeView */
        NoticeView: {
            number: number;
            /** Format: date-time */
            at: string;
            id: string;
            kind: string;
            data: Record<string, never>;
            read: boolean;
        };
        /**
         * InboxView
         * @description An inbox, with the newest notice first. `last` is the newest notice's number.
         */
        InboxView: {
            unread: number;
            last: number;
            notices: components["schemas"]["NoticeView"][];
        };
        /**
         * StandingView
         * @description A player on a ladder: a skill of mean `mu` and deviation `sigma`, shown as `rating`.
         */
        StandingView: {
            username: string;
            rating: number;
            mu: number;
            sigma: number;
            played: number;
            won: number;
        };
        /**
         * Seen
         * @description A fighter as the viewer sees it. `items` are null if the viewer may not see them.
         */
        Seen: {
            username: string;
            team: number;
            x: number;
            y: number;
            health: number;
            guards: boolean;
            dealt: number;
            items: ("boots" | "bow" | "potion" | "shield")[] | null;
        };
        /**
         * MatchView
         * @description A match. `seq` and `action` are the viewer's own. `seed` is null until the match is over.
         *
         *     `deadline` is the time by which players must join, then the end of the turn or of the match.
         */
        MatchView: {
            /** @enum {unknown} */
            phase: "fighting" | "gathering" | "over";
            plan: components["schemas"]["Plan"];
            commitment: string;
            players: string[];
            deadline?: string | null;
            /** @default 0 */
            turn: number;
            /** @default [] */
            fighters: components["schemas"]["Seen"][];
            /** @default [] */
            chosen: string[];
            /** @default 0 */
            seq: number;
            action?: (components["schemas"]["Move"] | components["schemas"]["Strike"] | components["schemas"]["Guard"] | components["schemas"]["Drink"] | components["schemas"]["Wait"]) | null;
            /** @default {} */
            places: {
                [key: string]: number;
            };
            seed?: string | null;
        };
        /**
         * PastRound
         * @description A finished round, and its number of sections.
         */
        PastRound: {
            number: number;
            sections: number;
        };
        /**
         * TournamentView
         * @description A tournament.
         *
         *     Attributes:
         *         count: number of entrants, including those who have left.
         *         entrants: the first 64 entrants, by seed once they are seeded.
         *         checked_in: those of `entrants` who have checked in, while check-in is open.
         *         gone: entrants who have left, at most 64.
         *         round, sections: the current round, and its number of sections.
         *         rounds: finished rounds that count.
         *         places: the players on each place, from the first on. While the tournament runs, in
         *             formats that count points: the first 64 entrants as they stand after `rounds`.
         *         points: points of each place; empty in formats that don't count points.
         */
        TournamentView: {
            /** @enum {unknown} */
            phase: "check_in" | "open" | "over" | "running" | "seeding";
            /**
             * Plan
             * @description Settings of a tournament, given by an operator.
             *
             *     Attributes:
             *         most: maximum number of entrants.
             *         check_in_minutes: minutes before the start in which entrants must check in; 0: no check-in.
             *         round_minutes: maximum duration of a round. Players without a result then are no-shows.
             *         dispute_minutes: minutes after a round's last result in which results may be disputed.
             *         rounds: rounds of a Swiss tournament; 0: as many as leave one player undefeated.
             *         heat, advance: number of players in a heat, and how many of them advance.
             *         game: the game whose matches decide; empty: operators enter the results.
             *         ladder: the game's mode whose ratings seed the entrants, and rank a season; empty: seeded
             *             by order of registration.
             *         prizes: prize of each place, from the first on, in the minor units of `currency`.
             */
            plan: {
                title: string;
                /**
                 * @default single
                 * @enum {unknown}
                 */
                format: "double" | "heats" | "round_robin" | "season" | "single" | "swiss";
                /** @default 64 */
                most: number;
                /** @default 0 */
                check_in_minutes: number;
                /** @default 30 */
                round_minutes: number;
                /** @default 0 */
                dispute_minutes: number;
                /** @default 0 */
                rounds: number;
                /** @default 8 */
                heat: number;
                /** @default 2 */
                advance: number;
                /** @default  */
                game: string;
                /** @default  */
                ladder: string;
                /** @default [] */
                prizes: number[];
                /** @default  */
                currency: string;
            };
            /** Format: date-time */
            starts_at: string;
            ends_at?: string | null;
            /** @default 0 */
            count: number;
            /** @default [] */
            entrants: string[];
            /** @default [] */
            checked_in: string[];
            /** @default [] */
            gone: string[];
            /** @default 0 */
            round: number;
            /** @default 0 */
            sections: number;
            /** @default [] */
            rounds: components["schemas"]["PastRound"][];
            /** @default [] */
            places: string[][];
            /** @default [] */
            points: number[];
            /** @default  */
            reason: string;
        };
        /**
         * Match
         * @description A match of a section. `places` is empty until the match has a result.
         *
         *     `room` is where it is played, or empty; `position` is that of the commit that ended the room.
         */
        Match: {
            key: string;
            sides: string[];
            seeds: number[];
            /** @default  */
            room: string;
            /** @default [] */
            places: number[];
            /**
             * @default
             * @enum {unknown}
             */
            by: "" | "bye" | "forfeit" | "match" | "no_show" | "operator";
            /** @default 0 */
            position: number;
            /** @default  */
            disputed_by: string;
        };
        /**
         * SectionView
         * @description A section of a round. `first` is the index of its first match in the round.
         */
        SectionView: {
            round: number;
            first: number;
            matches: components["schemas"]["Match"][];
            /** Format: date-time */
            deadline: string;
            is_closed: boolean;
        };
        /**
         * Pay
         * @description Pay another player. With `seen`, only if your own account still has this version.
         */
        Pay: {
            /** @enum {unknown} */
            do: "pay";
            /** @description a username */
            to: string;
            currency: string;
            /** @description money in whole minor units, or a number of items */
            amount: number;
            seen?: number | null;
        };
        /**
         * Things
         * @description An amount of a stackable item, or the single item with an id.
         */
        Things: {
            item: string;
            /**
             * @description money in whole minor units, or a number of items
             * @default 1
             */
            amount: number;
            /** @default  */
            id: string;
        };
        /**
         * Give
         * @description Give items to another player.
         */
        Give: {
            /** @enum {unknown} */
            do: "give";
            /** @description a username */
            to: string;
            things: components["schemas"]["Things"][];
        };
        /**
         * Consume
         * @description Use up items.
         */
        Consume: {
            /** @enum {unknown} */
            do: "consume";
            things: components["schemas"]["Things"][];
        };
        /**
         * Equip
         * @description Wear a single item; it replaces the one in its slot.
         */
        Equip: {
            /** @enum {unknown} */
            do: "equip";
            id: string;
        };
        /**
         * Unequip
         * @description Take off a single item.
         */
        Unequip: {
            /** @enum {unknown} */
            do: "unequip";
            id: string;
        };
        /**
         * Offer
         * @description Offer items for sale, as a whole, for at most 90 days.
         */
        Offer: {
            /** @enum {unknown} */
            do: "offer";
            thing: components["schemas"]["Things"];
            currency: string;
            /** @description money in whole minor units, or a number of items */
            price: number;
            /** Format: date-time */
            expires: string;
        };
        /**
         * Buy
         * @description Buy a listing; refused if its price is not the given one.
         */
        Buy: {
            /** @enum {unknown} */
            do: "buy";
            /** @description a number from an earlier answer */
            listing: number;
            /** @description money in whole minor units, or a number of items */
            price: number;
        };
        /**
         * Cancel
         * @description Withdraw one of your listings.
         */
        Cancel: {
            /** @enum {unknown} */
            do: "cancel";
            /** @description a number from an earlier answer */
            listing: number;
        };
        /**
         * Batch
         * @description Carry out up to 10 orders in sequence, all or none, with up to 250 payments and items.
         */
        Batch: {
            /** @enum {unknown} */
            do: "batch";
            orders: (components["schemas"]["Pay"] | components["schemas"]["Give"] | components["schemas"]["Consume"] | components["schemas"]["Equip"] | components["schemas"]["Unequip"])[];
        };
        /**
         * Mint
         * @description Create new money and pay it to an account.
         */
        Mint: {
            /** @enum {unknown} */
            do: "mint";
            /** @description a username, or a system account such as `$prizes` or `$fees/3` */
            to: string;
            currency: string;
            /** @description money in whole minor units, or a number of items */
            amount: number;
        };
        /**
         * Burn
         * @description Take money from an account and destroy it.
         */
        Burn: {
            /** @enum {unknown} */
            do: "burn";
            /** @description a username, or a system account such as `$prizes` or `$fees/3` */
            from: string;
            currency: string;
            /** @description money in whole minor units, or a number of items */
            amount: number;
        };
        /**
         * PaymentBody
         * @description A payment from one account to another.
         */
        PaymentBody: {
            /** @description a username, or a system account such as `$prizes` or `$fees/3` */
            from: string;
            /** @description a username, or a system account such as `$prizes` or `$fees/3` */
            to: string;
            currency: string;
            /** @description money in whole minor units, or a number of items */
            amount: number;
        };
        /**
         * SeenBody
         * @description An account that must still have this version.
         */
        SeenBody: {
            /** @description a username, or a system account such as `$prizes` or `$fees/3` */
            owner: string;
            currency: string;
            /** @description an account's version from an answer */
            version: number;
        };
        /**
         * Transfer
         * @description Make many payments, all or none.
         */
        Transfer: {
            /** @enum {unknown} */
            do: "transfer";
            payments: components["schemas"]["PaymentBody"][];
            /** @default [] */
            seen: components["schemas"]["SeenBody"][];
        };
        /**
         * Hold
         * @description Set money of an account aside so that nothing else can spend it.
         */
        Hold: {
            /** @enum {unknown} */
            do: "hold";
            /** @description a username, or a system account such as `$prizes` or `$fees/3` */
            from: string;
            currency: string;
            /** @description money in whole minor units, or a number of items */
            amount: number;
        };
        /**
         * Capture
         * @description Pay from a hold, once. The rest of the hold is released.
         */
        Capture: {
            /** @enum {unknown} */
            do: "capture";
            /** @description a number from an earlier answer */
            hold: number;
            /** @description money in whole minor units, or a number of items */
            amount: number;
            /** @description a username, or a system account such as `$prizes` or `$fees/3` */
            to: string;
        };
        /**
         * Release
         * @description Release a hold; its money can be spent again.
         */
        Release: {
            /** @enum {unknown} */
            do: "release";
            /** @description a number from an earlier answer */
            hold: number;
        };
        /**
         * Reverse
         * @description Reverse a transaction, once, by booking the opposite.
         */
        Reverse: {
            /** @enum {unknown} */
            do: "reverse";
            /** @description a number from an earlier answer */
            transaction: number;
        };
        /**
         * Grant
         * @description Create items for a player. A single item needs an id that was never used.
         */
        Grant: {
            /** @enum {unknown} */
            do: "grant";
            /** @description a username */
            to: string;
            things: components["schemas"]["Things"][];
        };
        /**
         * Take
         * @description Use up items of a player.
         */
        Take: {
            /** @enum {unknown} */
            do: "take";
            /** @description a username */
            from: string;
            things: components["schemas"]["Things"][];
        };
        /**
         * OperatorBatch
         * @description Carry out up to 10 orders in sequence, all or none, with up to 250 payments and items.
         */
        OperatorBatch: {
            /** @enum {unknown} */
            do: "batch";
            orders: (components["schemas"]["Mint"] | components["schemas"]["Burn"] | components["schemas"]["Transfer"] | components["schemas"]["Hold"] | components["schemas"]["Capture"] | components["schemas"]["Release"] | components["schemas"]["Reverse"] | components["schemas"]["Grant"] | components["schemas"]["Take"])[];
        };
    };
    responses: {
        /** @description Bad Request */
        Error400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Unauthorized */
        Error401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Forbidden */
        Error403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Not Found */
        Error404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Method Not Allowed */
        Error405: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Request Timeout */
        Error408: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Conflict */
        Error409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Length Required */
        Error411: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Content Too Large */
        Error413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Unprocessable Content */
        Error422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Too Many Requests */
        Error429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Internal Server Error */
        Error500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description Service Unavailable */
        Error503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    command_v1_commands_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodebattleJoinBattle"] | components["schemas"]["CodebattleAnswer"] | components["schemas"]["CodebattleAttack"] | components["schemas"]["CodebattleLeaveBattle"] | components["schemas"]["CodebattleScheduleBattle"] | components["schemas"]["CodebattleReplaceQuestions"] | components["schemas"]["CodebattleEndEarly"] | components["schemas"]["HuntJoinHunt"] | components["schemas"]["HuntMove"] | components["schemas"]["HuntSearch"] | components["schemas"]["HuntDig"] | components["schemas"]["HuntSolve"] | components["schemas"]["HuntClaimTreasure"] | components["schemas"]["HuntPlanHunt"] | components["schemas"]["HuntChangeRules"] | components["schemas"]["HuntEndEarly"] | components["schemas"]["InboxOpenInbox"] | components["schemas"]["InboxMarkRead"] | components["schemas"]["LadderEnter"] | components["schemas"]["MatchJoinMatch"] | components["schemas"]["MatchAct"] | components["schemas"]["MatchLeaveMatch"] | components["schemas"]["MatchOpenMatch"] | components["schemas"]["TournamentRegister"] | components["schemas"]["TournamentCheckIn"] | components["schemas"]["TournamentWithdraw"] | components["schemas"]["TournamentDispute"] | components["schemas"]["TournamentCreate"] | components["schemas"]["TournamentStart"] | components["schemas"]["TournamentDisqualify"] | components["schemas"]["TournamentRule"] | components["schemas"]["TournamentOverturn"] | components["schemas"]["TournamentStop"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneAnswer"];
                };
            };
            /** @description The command waits in a queue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listed_v1_rooms__game__get: {
        parameters: {
            query?: {
                phase?: components["schemas"]["Phase"] | null;
                since?: components["schemas"]["Moment"] | null;
                until?: components["schemas"]["Moment"] | null;
                after?: components["schemas"]["RoomCursor"] | null;
                limit?: components["schemas"]["Limit"];
            };
            header?: never;
            path: {
                game: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomsAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    shown_v1_rooms__game___room__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BattleView"] | components["schemas"]["OwnView"] | components["schemas"]["OthersView"] | components["schemas"]["HuntView"] | components["schemas"]["PlanView"] | {
                        hunt: string;
                        username: string;
                        x: number;
                        y: number;
                        energy: components["schemas"]["EnergyView"];
                        points: number;
                        finds: number;
                        steps: number;
                        clues: components["schemas"]["Clue"][];
                        items: {
                            [key: string]: number;
                        };
                        ready: {
                            [key: string]: string;
                        };
                        dug: number[];
                        tries: {
                            [key: string]: number;
                        };
                        through: boolean;
                    } | {
                        hunt: string;
                        username: string;
                        points: number;
                        finds: number;
                        through: boolean;
                    } | components["schemas"]["RivalView"] | components["schemas"]["InboxView"] | components["schemas"]["StandingView"] | components["schemas"]["MatchView"] | components["schemas"]["TournamentView"] | components["schemas"]["SectionView"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    player_v1_rooms__game___room__players__username__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
                room: string;
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BattleView"] | components["schemas"]["OwnView"] | components["schemas"]["OthersView"] | components["schemas"]["HuntView"] | components["schemas"]["PlanView"] | {
                        hunt: string;
                        username: string;
                        x: number;
                        y: number;
                        energy: components["schemas"]["EnergyView"];
                        points: number;
                        finds: number;
                        steps: number;
                        clues: components["schemas"]["Clue"][];
                        items: {
                            [key: string]: number;
                        };
                        ready: {
                            [key: string]: string;
                        };
                        dug: number[];
                        tries: {
                            [key: string]: number;
                        };
                        through: boolean;
                    } | {
                        hunt: string;
                        username: string;
                        points: number;
                        finds: number;
                        through: boolean;
                    } | components["schemas"]["RivalView"] | components["schemas"]["InboxView"] | components["schemas"]["StandingView"] | components["schemas"]["MatchView"] | components["schemas"]["TournamentView"] | components["schemas"]["SectionView"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    facts_v1_rooms__game___room__facts_get: {
        parameters: {
            query?: {
                stream?: components["schemas"]["StreamId"];
                after?: components["schemas"]["Position"];
            };
            header?: never;
            path: {
                game: string;
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactsAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    reverse_v1_rooms__game___room__reversals_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
                room: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReversalBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    health_health_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    guests_v1_guests_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuestBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    oidc_v1_sessions_oidc_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OidcBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    refreshed_v1_sessions_refresh_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    tickets_v1_tickets_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TicketBody"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    top_v1_rooms__game___room__board_top_get: {
        parameters: {
            query?: {
                count?: components["schemas"]["Limit"];
            };
            header?: never;
            path: {
                game: string;
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardAnswer"];
                };
            };
            /** @description The snapshot that the client has is the latest. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    rank_v1_rooms__game___room__board_players__username__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
                room: string;
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardAnswer"];
                };
            };
            /** @description The snapshot that the client has is the latest. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    neighbours_v1_rooms__game___room__board_neighbours__username__get: {
        parameters: {
            query?: {
                radius?: components["schemas"]["Radius"];
            };
            header?: never;
            path: {
                game: string;
                room: string;
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardAnswer"];
                };
            };
            /** @description The snapshot that the client has is the latest. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    steps_v1_rooms__game___room__board_players__username__steps_get: {
        parameters: {
            query?: {
                after?: components["schemas"]["Position"];
            };
            header?: never;
            path: {
                game: string;
                room: string;
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplanationAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    enter_v1_matchmaking__game___queue__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
                queue: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WishBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    place_v1_matchmaking__game__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    respond_v1_matchmaking__game__offers__offer__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
                offer: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfferBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    stop_v1_matchmaking__game__leave_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    replayed_v1_streams__stream__get: {
        parameters: {
            query?: {
                position?: components["schemas"]["Position"] | null;
                at?: components["schemas"]["Moment"] | null;
            };
            header?: never;
            path: {
                stream: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    command_v1_economy_commands_post: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the client. For 14 days a repeat returns the first results. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Pay"] | components["schemas"]["Give"] | components["schemas"]["Consume"] | components["schemas"]["Equip"] | components["schemas"]["Unequip"] | components["schemas"]["Offer"] | components["schemas"]["Buy"] | components["schemas"]["Cancel"] | components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultsAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    wallet_v1_economy_wallet_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    ledger_v1_economy_wallet__currency__ledger_get: {
        parameters: {
            query?: {
                before?: components["schemas"]["Number"] | null;
                limit?: components["schemas"]["Limit"];
            };
            header?: never;
            path: {
                currency: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    inventory_v1_economy_inventory_get: {
        parameters: {
            query?: {
                after?: components["schemas"]["ThingCursor"] | null;
                limit?: components["schemas"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listings_v1_economy_listings_get: {
        parameters: {
            query: {
                item: string;
                currency: string;
                after?: components["schemas"]["ListingCursor"] | null;
                limit?: components["schemas"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListingsAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    operation_v1_economy_operations_post: {
        parameters: {
            query?: never;
            header: {
                /** @description Chosen by the client. For 14 days a repeat returns the first results. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": (components["schemas"]["Mint"] | components["schemas"]["Burn"] | components["schemas"]["Transfer"] | components["schemas"]["Hold"] | components["schemas"]["Capture"] | components["schemas"]["Release"] | components["schemas"]["Reverse"] | components["schemas"]["Grant"] | components["schemas"]["Take"]) | components["schemas"]["OperatorBatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultsAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    currency_known_v1_economy_currencies__currency__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                currency: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrencyAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    catalogue_v1_economy_catalogue__version__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: components["schemas"]["Number"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CatalogueBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    wallet_v1_economy_players__username__wallet_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    ledger_v1_economy_players__username__wallet__currency__ledger_get: {
        parameters: {
            query?: {
                before?: components["schemas"]["Number"] | null;
                limit?: components["schemas"]["Limit"];
            };
            header?: never;
            path: {
                username: string;
                currency: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    inventory_v1_economy_players__username__inventory_get: {
        parameters: {
            query?: {
                after?: components["schemas"]["ThingCursor"] | null;
                limit?: components["schemas"]["Limit"];
            };
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    ask_v1_economy_audits_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditAskedAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    latest_v1_economy_audits_latest_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listed_v1_letters_get: {
        parameters: {
            query?: {
                workload?: components["schemas"]["Name"];
                error?: components["schemas"]["Name"];
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LettersAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    one_v1_letters__letter__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                letter: components["schemas"]["LetterId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WholeLetterAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    edited_v1_letters__letter__body_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                letter: components["schemas"]["LetterId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WholeLetterAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    rehearsed_v1_letters__letter__rehearsals_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                letter: components["schemas"]["LetterId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RehearsalAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    session_v1_operators_sessions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    me_v1_operators_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    ticket_v1_operators_tickets_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    done_v1_operators_acts_get: {
        parameters: {
            query?: {
                by?: string;
                text?: string;
                before?: components["schemas"]["ActCursor"] | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActsAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    keys_v1_operators_keys_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorsAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    given_v1_operators_keys__name__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["schemas"]["OperatorName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    taken_v1_operators_keys__name__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["schemas"]["OperatorName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    games_v1_operators_games_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GamesAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    player_v1_operators_players__who__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                who: components["schemas"]["Who"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["shared__wire__operators_http__PlayerAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    players_v1_operators_rooms__game___room__players_get: {
        parameters: {
            query?: {
                text?: string;
                after?: components["schemas"]["Username"] | null;
                limit?: number;
            };
            header?: never;
            path: {
                game: string;
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RosterAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    channel_v1_operators_channels__channel__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    overview_v1_overview__game__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    one_v1_overview__game___room__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game: string;
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    one_v1_players__username__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["shared__wire__players_http__PlayerAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    deleted_v1_players__username__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    frozen_v1_players__username__freeze_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    thawed_v1_players__username__thaw_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovedAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    exported_v1_players__username__export_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    listed_v1_friends_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FriendsAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    asked_v1_friends__username__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    ended_v1_friends__username__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    accepted_v1_friends__username__accept_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    blocked_v1_friends__username__block_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    unblocked_v1_friends__username__block_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    asked_v1_letter_operations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperationBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    progress_v1_letter_operations__operation__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation: components["schemas"]["LetterId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    cancelled_v1_letter_operations__operation__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                operation: components["schemas"]["LetterId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
    all_tiers_v1_tiers_get: {
        parameters: {
            query?: {
                cold_after?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TiersAnswer"];
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            405: components["responses"]["Error405"];
            408: components["responses"]["Error408"];
            409: components["responses"]["Error409"];
            411: components["responses"]["Error411"];
            413: components["responses"]["Error413"];
            422: components["responses"]["Error422"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
        };
    };
}
