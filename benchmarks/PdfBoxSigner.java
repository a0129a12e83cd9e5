import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Calendar;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureInterface;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * The same job done by PDFBox with BouncyCastle, in memory and warm: file.pdf key.p12 PIN times. It prints milliseconds
 * of processor of one signature, of the signing thread alone. It is run from its source, with the jars of Debian.
 */
public final class PdfBoxSigner {
    private final PrivateKey key;
    private final X509Certificate[] chain;

    private PdfBoxSigner(Path file, char[] pin) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream opened = Files.newInputStream(file)) {
            store.load(opened, pin);
        }
        String alias = store.aliases().nextElement();
        key = (PrivateKey) store.getKey(alias, pin);
        chain = Arrays.stream(store.getCertificateChain(alias)).map(each -> (X509Certificate) each).toArray(X509Certificate[]::new);
    }

    public static void main(String[] given) throws Exception {
        byte[] pdf = Files.readAllBytes(Path.of(given[0]));
        PdfBoxSigner signer = new PdfBoxSigner(Path.of(given[1]), given[2].toCharArray());
        int times = Integer.parseInt(given[3]);
        for (int each = 0; each < times; each++) {
            signer.sign(pdf);
        }
        long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int each = 0; each < times; each++) {
            signer.sign(pdf);
        }
        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
        System.out.println(spent / 1e6 / times);
        if (given.length > 4) {
            Files.write(Path.of(given[4]), signer.sign(pdf));
        }
    }

    private byte[] sign(byte[] pdf) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream(pdf.length + 65_536);
        try (PDDocument document = PDDocument.load(pdf)) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
            signature.setSignDate(Calendar.getInstance());
            SignatureInterface made = this::cms;
            document.addSignature(signature, made);
            document.saveIncremental(out);
        }
        return out.toByteArray();
    }

    private byte[] cms(InputStream covered) {
        try {
            ContentSigner signing = new JcaContentSignerBuilder("SHA256withRSA").build(key);
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build()).build(signing, chain[0]));
            generator.addCertificates(new JcaCertStore(Arrays.asList(chain)));
            byte[] content = new ByteArrayInputStream(covered.readAllBytes()).readAllBytes();
            return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
        } catch (Exception refused) {
            throw new IllegalStateException(refused);
        }
    }
}
