package etl.schemas;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A user of the sample shop, from `public.users`. The table has more columns, `password_hash` and `last_login_at`;
/// they are not read.
///
/// @param id the user's number; the primary key
/// @param email the address to write to; unique
/// @param name the full name, in any script
/// @param country where the user lives, ISO 3166-1 alpha-2; null when not told
/// @param birthDate null when not told
/// @param newsletter whether the user wants the newsletter
/// @param loyaltyPoints the points collected, from 0
/// @param createdAt when the user signed up
public record User(
        long id,
        String email,
        String name,
        @Nullable String country,
        @Nullable LocalDate birthDate,
        boolean newsletter,
        int loyaltyPoints,
        Instant createdAt) {}
