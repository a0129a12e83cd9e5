import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** For each line that comes in: the line, its tokens folded and without our stop words, and those of SpanishAnalyzer. */
class Golden {
    public static void main(String[] given) throws Exception {
        var ours = new CharArraySet(Files.readString(Path.of(given[0])).lines()
            .flatMap(line -> java.util.Arrays.stream(line.split("\\s+"))).toList(), false);
        var folded = new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer source = new StandardTokenizer();
                TokenStream words = new ASCIIFoldingFilter(new LowerCaseFilter(source));
                return new TokenStreamComponents(source, new SpanishLightStemFilter(new StopFilter(words, ours)));
            }
        };
        var plain = new SpanishAnalyzer();
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(line + "\t" + tokens(folded, line) + "\t" + tokens(plain, line));
        }
    }

    private static String tokens(Analyzer analyzer, String text) throws Exception {
        var told = new StringJoiner(" ");
        try (TokenStream stream = analyzer.tokenStream("text", text)) {
            var term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                told.add(term.toString());
            }
            stream.end();
        }
        return told.toString();
    }
}
