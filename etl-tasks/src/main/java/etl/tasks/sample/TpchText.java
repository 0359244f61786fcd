package etl.tasks.sample;

import io.trino.tpch.Distribution;
import io.trino.tpch.Distributions;
import io.trino.tpch.RandomInt;
import io.trino.tpch.TextPool;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// TPC-H's pseudo text, 300 MiB of sentences that all comments are cut from: the same text as the generator's own, but
/// outside the heap, which is smaller than that. Source: the TPC-H specification, 4.2.2.14, and the library's
/// `TextPool`, whose seed and order of throws this must follow.
final class TpchText extends TextPool {
    /// TPC-H's own size.
    static final int SIZE_BYTES = 300 << 20;

    private static final int LONGEST_SENTENCE_BYTES = 256;
    private static final long SEED = 933_588_178L;

    private final Distributions words = Distributions.getDefaultDistributions();
    private final RandomInt random = new RandomInt(SEED, Integer.MAX_VALUE);
    private final int size;
    private final ByteBuffer text;

    TpchText(int size) {
        super(0, Distributions.getDefaultDistributions());
        this.size = size;
        this.text = ByteBuffer.allocateDirect(size + LONGEST_SENTENCE_BYTES);
        while (text.position() < size) {
            sentence();
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String getText(int begin, int end) {
        byte[] ascii = new byte[end - begin];
        text.get(begin, ascii);
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    /// A sentence of phrases, such as `N V P T`: noun, verb, preposition and noun, terminator.
    private void sentence() {
        String grammar = words.getGrammars().randomValue(random);
        for (int i = 0; i < grammar.length(); i += 2) {
            switch (grammar.charAt(i)) {
                case 'N' -> phrase(words.getNounPhrase());
                case 'V' -> phrase(words.getVerbPhrase());
                case 'P' -> {
                    append(words.getPrepositions());
                    append(" the ");
                    phrase(words.getNounPhrase());
                }
                case 'T' -> {
                    eraseSpace();
                    append(words.getTerminators());
                }
                default -> throw new IllegalStateException("Unknown part of a sentence in '" + grammar + "'");
            }
            if (text.get(text.position() - 1) != ' ') {
                append(" ");
            }
        }
    }

    /// A phrase of words, such as `J, J N`: two adjectives and a noun.
    private void phrase(Distribution grammars) {
        String grammar = grammars.randomValue(random);
        for (int i = 0; i < grammar.length(); i++) {
            switch (grammar.charAt(i)) {
                case 'A' -> word(words.getArticles());
                case 'D' -> word(words.getAdverbs());
                case 'J' -> word(words.getAdjectives());
                case 'N' -> word(words.getNouns());
                case 'V' -> word(words.getVerbs());
                case 'X' -> word(words.getAuxiliaries());
                case ',' -> {
                    eraseSpace();
                    append(", ");
                }
                case ' ' -> {}
                default -> throw new IllegalStateException("Unknown part of a phrase in '" + grammar + "'");
            }
        }
    }

    private void word(Distribution of) {
        append(of);
        append(" ");
    }

    private void append(Distribution of) {
        append(of.randomValue(random));
    }

    private void append(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            text.put((byte) ascii.charAt(i));
        }
    }

    private void eraseSpace() {
        text.position(text.position() - 1);
    }
}
